package io.mqspring.protocol;

/**
 * The settings of a consumer group, as brokers keep and tell them.
 *
 * @param name the group
 * @param consumeEnable whether it may pull
 * @param broadcastEnable whether it may pull as a broadcasting group
 * @param retryQueues queues of its retry topic
 * @param retryMaxTimes attempts before dead letter, unless the consumer says otherwise
 * @param consumeFromMin informational
 * @param ordered whether it is meant to consume in order, informational
 * @param brokerId the broker to read from, 0 for the master
 * @param slowReadBrokerId the broker that a group far behind is sent to
 * @param notifyMembers whether members are told when others come and go
 * @param sysFlag bits for official clients
 * @param consumeTimeoutMinutes informational
 */
public record SubscriptionGroup(
        String name,
        boolean consumeEnable,
        boolean broadcastEnable,
        int retryQueues,
        int retryMaxTimes,
        boolean consumeFromMin,
        boolean ordered,
        long brokerId,
        long slowReadBrokerId,
        boolean notifyMembers,
        int sysFlag,
        int consumeTimeoutMinutes) {

    private static final int DEFAULT_RETRY_TIMES = 16;
    private static final int DEFAULT_TIMEOUT_MINUTES = 15;

    /** What a group gets that nobody has set up. */
    public static SubscriptionGroup defaults(String name) {
        return new SubscriptionGroup(
                name, true, true, 1, DEFAULT_RETRY_TIMES, true, false, 0, 1, true, 0, DEFAULT_TIMEOUT_MINUTES);
    }
}
