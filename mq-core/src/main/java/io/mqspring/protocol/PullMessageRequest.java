package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Asks for records of a queue (code 11; 361 from lite pull consumers).
 *
 * @param queueOffset first wanted offset
 * @param maxMessages at most this many
 * @param sysFlag the {@code FLAG_} bits of this type
 * @param commitOffset consumed offset to be committed on the way, if the flag says so
 * @param suspendMillis how long the broker may hold the request, if the flag allows it
 * @param subscription filter expression, if the flag says that it is in this request
 * @param subscriptionVersion version of the subscription
 * @param expressionType {@code TAG} or {@code SQL92}
 * @param maxBytes at most this many bytes; the broker has limits of its own
 * @param lite whether sent by a lite pull consumer
 * @param claimant which member has the queue, told to this project's brokers only; null: not told
 */
public record PullMessageRequest(
        String consumerGroup,
        String topic,
        int queueId,
        long queueOffset,
        int maxMessages,
        int sysFlag,
        long commitOffset,
        long suspendMillis,
        @Nullable String subscription,
        long subscriptionVersion,
        String expressionType,
        int maxBytes,
        boolean lite,
        @Nullable Claimant claimant)
        implements Request<PullMessageResponse> {

    public static final int FLAG_COMMIT_OFFSET = 0x1;
    public static final int FLAG_SUSPEND = 0x2;
    public static final int FLAG_SUBSCRIPTION = 0x4;
    public static final int FLAG_CLASS_FILTER = 0x8;
    public static final int FLAG_LITE_PULL = 0x10;

    /** A request that does not say who has the queue. */
    public PullMessageRequest(
            String consumerGroup,
            String topic,
            int queueId,
            long queueOffset,
            int maxMessages,
            int sysFlag,
            long commitOffset,
            long suspendMillis,
            @Nullable String subscription,
            long subscriptionVersion,
            String expressionType,
            int maxBytes,
            boolean lite) {
        this(
                consumerGroup,
                topic,
                queueId,
                queueOffset,
                maxMessages,
                sysFlag,
                commitOffset,
                suspendMillis,
                subscription,
                subscriptionVersion,
                expressionType,
                maxBytes,
                lite,
                null);
    }

    @Override
    public CommandType type() {
        return lite ? CommandType.LITE_PULL_MESSAGE : CommandType.PULL_MESSAGE;
    }

    /** Whether {@link #commitOffset} is meant. */
    public boolean commits() {
        return (sysFlag & FLAG_COMMIT_OFFSET) != 0;
    }

    /** Whether the broker may hold the request. */
    public boolean maySuspend() {
        return (sysFlag & FLAG_SUSPEND) != 0;
    }

    /** Whether {@link #subscription} is in the request. */
    public boolean carriesSubscription() {
        return (sysFlag & FLAG_SUBSCRIPTION) != 0;
    }

    /** The same request that must be answered at once: what a held one becomes when it is looked at again. */
    public PullMessageRequest withoutSuspending() {
        return new PullMessageRequest(
                consumerGroup,
                topic,
                queueId,
                queueOffset,
                maxMessages,
                sysFlag & ~(FLAG_SUSPEND | FLAG_COMMIT_OFFSET),
                0,
                0,
                subscription,
                subscriptionVersion,
                expressionType,
                maxBytes,
                lite,
                claimant);
    }
}
