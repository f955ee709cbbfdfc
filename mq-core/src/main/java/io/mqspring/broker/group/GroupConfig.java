package io.mqspring.broker.group;

/**
 * A group's settings, kept in {@code config/subscriptionGroup.json}.
 *
 * @param name the group
 * @param consumeEnable whether it may pull
 * @param broadcastEnable whether it may pull as a broadcasting group
 * @param retryQueues queues of its retry topic
 * @param retryMaxTimes attempts before dead letter, unless the consumer says otherwise
 */
public record GroupConfig(
        String name, boolean consumeEnable, boolean broadcastEnable, int retryQueues, int retryMaxTimes) {

    private static final int DEFAULT_RETRY_TIMES = 16;

    /** What a group gets that nobody has set up. */
    public static GroupConfig defaults(String name) {
        return new GroupConfig(name, true, true, 1, DEFAULT_RETRY_TIMES);
    }
}
