package io.mqspring.broker.naming;

import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.protocol.ClusterResponse;
import io.mqspring.protocol.RouteResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers route questions about one broker: itself, under id 0, at the address by which the asker reached it. Thread safe.
 */
public final class BrokerRoutes {

    private static final long MASTER = 0;

    private final TopicTable topics;
    private final BrokerIdentity identity;
    private final KvConfig kv;
    private volatile boolean writeWiped;

    public BrokerRoutes(TopicTable topics, BrokerIdentity identity, KvConfig kv) {
        this.topics = topics;
        this.identity = identity;
        this.kv = kv;
    }

    /**
     * Has routes say that this broker is not to be sent to, or no longer so; as with official name servers until the next
     * start, and only routes say so: who sends nevertheless is served.
     *
     * @return how many topics are shown otherwise now
     */
    public int wipeWrite(boolean wipe) {
        boolean changes = writeWiped != wipe;
        writeWiped = wipe;
        return changes ? (int) topics.all().stream().filter(Topic::isWritable).count() : 0;
    }

    /**
     * @param reachedBy {@code host:port} by which the asker reached this broker
     * @return empty if there is no such topic
     */
    public Optional<RouteResponse> route(String topicName, String reachedBy) {
        Topic topic = topics.find(topicName);
        if (topic == null) {
            return Optional.empty();
        }
        RouteResponse.Queues queues = new RouteResponse.Queues(
                identity.name(), topic.readQueues(), topic.writeQueues(), perm(topic), topic.sysFlag());
        String order = kv.find(KvConfig.ORDER_TOPICS, topicName)
                .orElse(topic.order() ? identity.name() + ":" + topic.writeQueues() : null);
        return Optional.of(new RouteResponse(List.of(queues), List.of(broker(reachedBy)), order));
    }

    /** The cluster of one. */
    public ClusterResponse cluster(String reachedBy) {
        return new ClusterResponse(List.of(broker(reachedBy)), Map.of(identity.cluster(), List.of(identity.name())));
    }

    private int perm(Topic topic) {
        return writeWiped ? topic.perm() & ~Topic.PERM_WRITE : topic.perm();
    }

    private RouteResponse.Broker broker(String reachedBy) {
        return new RouteResponse.Broker(
                identity.cluster(), identity.name(), Map.of(MASTER, identity.addressFor(reachedBy)));
    }
}
