package io.mqspring.client;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ConsumeDirectlyResponse;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.route.TopicRoute;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A consumer that brokers know as a member of its group, and what they and its client ask of it. */
interface GroupMember {

    /** Has the division of queues looked at soon. Any thread. */
    void wake(String reason);

    /** A route has changed or appeared. On the loop. */
    void routeChanged(TopicRoute route);

    /** Whether brokers are to be told of this member. Any thread. */
    default boolean hasJoined() {
        return true;
    }

    /** What brokers are told of this member. */
    HeartbeatRequest.Consumer heartbeat();

    /** Consumes one message because an operator asks for it, beside everything else. Any thread. */
    CompletableFuture<ConsumeDirectlyResponse> consumeDirectly(ByteBuffer record, @Nullable String brokerName);

    /** Goes on at other offsets of the queues that are owned here. Any thread. */
    CompletableFuture<EmptyResponse> reset(Map<MessageQueue, Long> offsets);

    /** The consumed offsets of a topic's queues that are owned here. Any thread. */
    Map<MessageQueue, Long> consumedOffsets(String topic);

    /** What this member says of itself. Any thread. */
    ConsumerRunningInfoResponse runningInfo(boolean threads);

    /** Leaves the group in good order; completes when done, never exceptionally. Any thread. */
    CompletableFuture<Void> stop(Duration drainTimeout);
}
