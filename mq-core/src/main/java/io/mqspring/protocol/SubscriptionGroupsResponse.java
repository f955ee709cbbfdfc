package io.mqspring.protocol;

import java.util.List;

/** Consumer groups of a broker, system groups included. */
public record SubscriptionGroupsResponse(List<Group> groups) implements Response {

    /**
     * One group's settings.
     *
     * @param retryQueues queues of its retry topic
     * @param retryMaxTimes attempts before dead letter, unless the consumer says otherwise
     */
    public record Group(String name, boolean consumeEnable, int retryQueues, int retryMaxTimes) {}
}
