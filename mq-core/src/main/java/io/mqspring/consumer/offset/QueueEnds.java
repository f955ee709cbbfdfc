package io.mqspring.consumer.offset;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetMinOffsetRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.Request;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/**
 * Finds the first and the last offset of a queue. Brokers with ACL 2.0 refuse the questions for it to a user who may only
 * consume (they want the action Get), but tell both offsets in every answer to a pull. Stateless; on the client's loop.
 */
final class QueueEnds {

    private static final int SMALLEST = 1;

    private final String group;
    private final BrokerLink link;

    QueueEnds(String group, BrokerLink link) {
        this.group = group;
        this.link = link;
    }

    /**
     * Where the queue begins.
     *
     * @return completes on the loop; fails as an exchange
     */
    CompletableFuture<Long> minimum(MessageQueue queue) {
        return ask(queue, new GetMinOffsetRequest(queue.topic(), queue.queueId()), PullMessageResponse::minOffset);
    }

    /**
     * Where the next message of the queue will be.
     *
     * @return completes on the loop; fails as an exchange
     */
    CompletableFuture<Long> maximum(MessageQueue queue) {
        return ask(queue, new GetMaxOffsetRequest(queue.topic(), queue.queueId()), PullMessageResponse::maxOffset);
    }

    private CompletableFuture<Long> ask(
            MessageQueue queue, Request<OffsetResponse> question, ToLongFunction<PullMessageResponse> answer) {
        return link.askBroker(queue.brokerName(), question)
                .thenApply(OffsetResponse::offset)
                .exceptionallyCompose(failure -> isDenied(failure)
                        ? link.askBroker(queue.brokerName(), pull(queue)).thenApply(pulled -> read(pulled, answer))
                        : CompletableFuture.failedFuture(BrokerLink.cause(failure)));
    }

    private static boolean isDenied(Throwable failure) {
        return BrokerLink.cause(failure) instanceof CommandFailedException refused && refused.isDenied();
    }

    private static long read(PullMessageResponse pulled, ToLongFunction<PullMessageResponse> answer) {
        pulled.batch().close();
        return answer.applyAsLong(pulled);
    }

    /** What it brings is dropped: as little as possible. */
    private PullMessageRequest pull(MessageQueue queue) {
        return new PullMessageRequest(
                group,
                queue.topic(),
                queue.queueId(),
                0,
                SMALLEST,
                PullMessageRequest.FLAG_SUBSCRIPTION,
                0,
                0,
                "*",
                0,
                "TAG",
                SMALLEST,
                false);
    }
}
