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

    public BrokerRoutes(TopicTable topics, BrokerIdentity identity) {
        this.topics = topics;
        this.identity = identity;
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
                identity.name(), topic.readQueues(), topic.writeQueues(), topic.perm(), topic.sysFlag());
        String order = topic.order() ? identity.name() + ":" + topic.writeQueues() : null;
        return Optional.of(new RouteResponse(List.of(queues), List.of(broker(reachedBy)), order));
    }

    /** The cluster of one. */
    public ClusterResponse cluster(String reachedBy) {
        return new ClusterResponse(List.of(broker(reachedBy)), Map.of(identity.cluster(), List.of(identity.name())));
    }

    private RouteResponse.Broker broker(String reachedBy) {
        return new RouteResponse.Broker(
                identity.cluster(), identity.name(), Map.of(MASTER, identity.addressFor(reachedBy)));
    }
}
