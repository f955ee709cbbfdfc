package io.mqspring.consumer.offset;

import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.SearchOffsetRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Finds the first message of a queue that was stored at or after a time. The broker is asked, and then its answer is looked
 * at: brokers before 5.1 name the message that is nearest in time, which may lie before it, and any one of several that were
 * stored in the same millisecond. Stateless; on the client's loop.
 */
public final class TimeSearch {

    private static final int PIECE = 32;
    private static final int PIECE_BYTES = 32 * 1024;
    /** Where an answer is so far off, it is not worth to be mended. */
    private static final int MAX_PIECES = 1000;

    private final String group;
    private final BrokerLink link;

    /**
     * @param group who reads
     */
    public TimeSearch(String group, BrokerLink link) {
        this.group = group;
        this.link = link;
    }

    /**
     * Finds it.
     *
     * @return completes on the loop: its offset, or the end of the queue when all messages are older; fails as an exchange
     */
    public CompletableFuture<Long> find(MessageQueue queue, Instant time) {
        long millis = time.toEpochMilli();
        return link.askBroker(queue.brokerName(), new SearchOffsetRequest(queue.topic(), queue.queueId(), millis))
                .thenApply(OffsetResponse::offset)
                .thenCompose(named -> look(queue, millis, Math.max(0, named - 1), 0)
                        .exceptionally(failure -> orNamed(named, failure)));
    }

    /** Who may search may not be allowed to read. */
    private static long orNamed(long named, Throwable failure) {
        if (BrokerLink.cause(failure) instanceof CommandFailedException) {
            return named;
        }
        throw new CompletionException(BrokerLink.cause(failure));
    }

    private CompletableFuture<Long> look(MessageQueue queue, long millis, long from, int pieces) {
        return link.askBroker(queue.brokerName(), request(queue, from))
                .thenCompose(answer -> judge(queue, millis, from, pieces, answer));
    }

    private CompletableFuture<Long> judge(
            MessageQueue queue, long millis, long from, int pieces, PullMessageResponse answer) {
        List<MessageView> views;
        try (var batch = answer.batch()) {
            views = batch.toViews(queue.brokerName());
        }
        boolean patient = pieces < MAX_PIECES;
        for (MessageView view : views) {
            if (view.storeTimestamp() >= millis) {
                boolean mayBeEarlier = view.offset() == views.get(0).offset() && from > answer.minOffset();
                return mayBeEarlier && patient
                        ? look(queue, millis, Math.max(answer.minOffset(), from - PIECE), pieces + 1)
                        : CompletableFuture.completedFuture(view.offset());
            }
        }
        boolean more = answer.nextOffset() > from && answer.nextOffset() < answer.maxOffset();
        return more && patient
                ? look(queue, millis, answer.nextOffset(), pieces + 1)
                : CompletableFuture.completedFuture(answer.nextOffset());
    }

    private PullMessageRequest request(MessageQueue queue, long from) {
        return new PullMessageRequest(
                group,
                queue.topic(),
                queue.queueId(),
                from,
                PIECE,
                PullMessageRequest.FLAG_SUBSCRIPTION,
                0,
                0,
                "*",
                0,
                "TAG",
                PIECE_BYTES,
                false);
    }
}
