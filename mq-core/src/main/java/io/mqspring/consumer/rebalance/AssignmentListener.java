package io.mqspring.consumer.rebalance;

import io.mqspring.message.MessageQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What takes up and gives up queues as the {@link RebalanceService} says. Called on the client's loop. */
public interface AssignmentListener {

    /**
     * This member consumes a queue from now on.
     *
     * @param delay how long to wait before the committed offset is read: another member may be giving the queue up
     */
    void takeUp(MessageQueue queue, Duration delay);

    /** The members among which a topic's queues are divided now; told when they are others than before. */
    default void members(List<String> clientIds) {}

    /**
     * This member no longer consumes a queue: stop pulling, leave what no listener has begun, let running ones finish,
     * commit.
     *
     * @return completes on the loop when nothing of the queue runs any more, or a bounded time is over; never exceptionally
     */
    CompletableFuture<Void> giveUp(MessageQueue queue);
}
