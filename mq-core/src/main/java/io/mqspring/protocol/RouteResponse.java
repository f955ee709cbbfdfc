package io.mqspring.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a topic lives.
 *
 * @param orderTopicConf {@code broker:count;...} of an ordered topic, or null
 */
public record RouteResponse(
        List<Queues> queues, List<Broker> brokers, @Nullable String orderTopicConf) implements Response {

    public static final int PERM_READ = 4;
    public static final int PERM_WRITE = 2;
    public static final int PERM_INHERIT = 1;

    /**
     * Queues of the topic on one broker.
     *
     * @param perm sum of the {@code PERM_} bits
     */
    public record Queues(String brokerName, int readQueues, int writeQueues, int perm, int topicSysFlag) {}

    /**
     * Addresses of one broker.
     *
     * @param addresses by broker id; 0 is the master
     */
    public record Broker(String cluster, String brokerName, Map<Long, String> addresses) {}
}
