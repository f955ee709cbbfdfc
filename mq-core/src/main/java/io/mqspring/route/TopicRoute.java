package io.mqspring.route;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.RouteResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a topic lives. Immutable.
 *
 * @param topic the topic
 * @param readable queues that may be pulled from, sorted
 * @param writable queues that may be sent to, sorted; only of brokers whose master is known
 * @param brokers addresses by broker name and broker id; id 0 is the master
 */
public record TopicRoute(
        String topic,
        List<MessageQueue> readable,
        List<MessageQueue> writable,
        Map<String, Map<Long, String>> brokers) {

    static final long MASTER = 0;

    public TopicRoute {
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
        brokers = Map.copyOf(brokers);
    }

    /** Reads a name server's answer. */
    static TopicRoute of(String topic, RouteResponse response) {
        Map<String, Map<Long, String>> brokers = new HashMap<>();
        for (RouteResponse.Broker broker : response.brokers()) {
            brokers.put(broker.brokerName(), Map.copyOf(broker.addresses()));
        }
        List<MessageQueue> readable = new ArrayList<>();
        List<MessageQueue> writable = new ArrayList<>();
        for (RouteResponse.Queues queues : response.queues()) {
            if ((queues.perm() & RouteResponse.PERM_READ) != 0) {
                addQueues(readable, topic, queues.brokerName(), queues.readQueues());
            }
            if ((queues.perm() & RouteResponse.PERM_WRITE) != 0) {
                addQueues(writable, topic, queues.brokerName(), queues.writeQueues());
            }
        }
        String ordered = response.orderTopicConf();
        if (ordered != null && !ordered.isBlank()) {
            writable = orderedQueues(topic, ordered);
        }
        writable.removeIf(
                queue -> !brokers.getOrDefault(queue.brokerName(), Map.of()).containsKey(MASTER));
        Collections.sort(readable);
        Collections.sort(writable);
        return new TopicRoute(topic, readable, writable, brokers);
    }

    /**
     * What the route of a topic that does not exist yet will be once its first message has created it on the brokers of
     * this (the template's) route.
     */
    TopicRoute imagine(String newTopic, int queuesPerBroker) {
        List<MessageQueue> queues = writable.stream()
                .filter(queue -> queue.queueId() < queuesPerBroker)
                .map(queue -> new MessageQueue(newTopic, queue.brokerName(), queue.queueId()))
                .toList();
        return new TopicRoute(newTopic, List.of(), queues, brokers);
    }

    /** The address of a broker's master, if it is known. */
    public Optional<String> masterAddress(String brokerName) {
        return Optional.ofNullable(brokers.getOrDefault(brokerName, Map.of()).get(MASTER));
    }

    private static void addQueues(List<MessageQueue> target, String topic, String brokerName, int count) {
        for (int id = 0; id < count; id++) {
            target.add(new MessageQueue(topic, brokerName, id));
        }
    }

    /** {@code broker:count;broker:count}: the queues of an ordered topic, whatever the brokers' permissions are. */
    private static List<MessageQueue> orderedQueues(String topic, String configuration) {
        List<MessageQueue> queues = new ArrayList<>();
        for (String part : configuration.split(";")) {
            int colon = part.lastIndexOf(':');
            if (colon > 0) {
                addQueues(queues, topic, part.substring(0, colon), parseCount(part.substring(colon + 1)));
            }
        }
        return queues;
    }

    private static int parseCount(String text) {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
