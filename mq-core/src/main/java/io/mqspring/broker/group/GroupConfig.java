package io.mqspring.broker.group;

import io.mqspring.protocol.SubscriptionGroup;

/**
 * A group's settings, kept in {@code config/subscriptionGroup.json}.
 *
 * @param settings as clients and tools see them
 */
public record GroupConfig(SubscriptionGroup settings) {

    /**
     * With defaults for the rest.
     *
     * @param name the group
     * @param consumeEnable whether it may pull
     * @param broadcastEnable whether it may pull as a broadcasting group
     * @param retryQueues queues of its retry topic
     * @param retryMaxTimes attempts before dead letter, unless the consumer says otherwise
     */
    public GroupConfig(
            String name, boolean consumeEnable, boolean broadcastEnable, int retryQueues, int retryMaxTimes) {
        this(with(SubscriptionGroup.defaults(name), consumeEnable, broadcastEnable, retryQueues, retryMaxTimes));
    }

    /** What a group gets that nobody has set up. */
    public static GroupConfig defaults(String name) {
        return new GroupConfig(SubscriptionGroup.defaults(name));
    }

    public String name() {
        return settings.name();
    }

    public boolean consumeEnable() {
        return settings.consumeEnable();
    }

    public boolean broadcastEnable() {
        return settings.broadcastEnable();
    }

    public int retryQueues() {
        return settings.retryQueues();
    }

    public int retryMaxTimes() {
        return settings.retryMaxTimes();
    }

    private static SubscriptionGroup with(
            SubscriptionGroup defaults,
            boolean consumeEnable,
            boolean broadcastEnable,
            int retryQueues,
            int retryMaxTimes) {
        return new SubscriptionGroup(
                defaults.name(),
                consumeEnable,
                broadcastEnable,
                retryQueues,
                retryMaxTimes,
                defaults.consumeFromMin(),
                defaults.ordered(),
                defaults.brokerId(),
                defaults.slowReadBrokerId(),
                defaults.notifyMembers(),
                defaults.sysFlag(),
                defaults.consumeTimeoutMinutes());
    }
}
