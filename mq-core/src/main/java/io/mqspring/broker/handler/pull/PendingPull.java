package io.mqspring.broker.handler.pull;

import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.poll.HeldPull;
import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.store.ReadResult;
import io.mqspring.store.RecordFilter;
import io.mqspring.transport.Peer;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One pull on its way to an answer: read, perhaps on a thread that may touch the disk, held when there is nothing, read
 * again when woken. Handed from thread to thread, never used by two at once.
 */
final class PendingPull implements HeldPull.Continuation {

    /** The answer names this broker for the next pull. */
    private static final long MASTER = 0;

    private static final int MOST_MESSAGES = 4096;
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int DEFAULT_BYTES = 256 * 1024;
    /** As long as a connection may be idle. */
    private static final long LONGEST_HOLD_MILLIS = 120_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final PullParts parts;
    private final Peer peer;
    private final PullMessageRequest request;
    private RecordFilter filter;
    private final CompletableFuture<PullMessageResponse> answer = new CompletableFuture<>();

    PendingPull(PullParts parts, Peer peer, PullMessageRequest request, RecordFilter filter) {
        this.parts = parts;
        this.peer = peer;
        this.request = request;
        this.filter = filter;
    }

    CompletableFuture<PullMessageResponse> answer() {
        return answer;
    }

    /** Reads, here if that is sure to be quick. */
    void look(boolean mayHold) {
        if (parts.store().isRecent(request.topic(), request.queueId(), request.queueOffset())) {
            read(mayHold);
            return;
        }
        try {
            parts.readers().execute(request.queueId(), () -> read(mayHold));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(Refusal.of(ResponseCode.SERVICE_NOT_AVAILABLE, "the broker is closing"));
        }
    }

    @Override
    public boolean isWanted() {
        return peer.isOpen();
    }

    @Override
    public void lookAgain() {
        try {
            // The group may have subscribed anew in the meantime: what it wants now must not be passed over.
            filter = parts.checks().check(request);
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            return;
        }
        look(false);
    }

    @Override
    public void drop() {
        answer.cancel(false);
    }

    private void read(boolean mayHold) {
        try {
            if (isRefused() || isMoved()) {
                return;
            }
            ReadResult result = parts.store()
                    .read(
                            request.topic(),
                            request.queueId(),
                            request.queueOffset(),
                            Math.max(1, Math.min(request.maxMessages(), MOST_MESSAGES)),
                            request.maxBytes() <= 0 ? DEFAULT_BYTES : Math.min(request.maxBytes(), MOST_BYTES),
                            filter);
            PullStatus status = status(result);
            if (status == PullStatus.NOTHING_NEW && mayHold) {
                hold();
            } else {
                answer(status, result);
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** The topic may have been deleted while the pull waited. */
    private boolean isRefused() {
        if (parts.topics().find(request.topic()) != null) {
            return false;
        }
        answer.completeExceptionally(Refusal.unknownTopic(request.topic()));
        return true;
    }

    /** Whether the group was moved to another place of the queue, which its member is told now. */
    private boolean isMoved() {
        OptionalLong reset = parts.offsets().takeReset(request.consumerGroup(), request.topic(), request.queueId());
        if (reset.isEmpty()) {
            return false;
        }
        long to = reset.getAsLong();
        if (to == request.queueOffset() && request.commits() && to == request.commitOffset()) {
            // It is there already, with nothing before it.
            return false;
        }
        answer.complete(new PullMessageResponse(
                PullStatus.OFFSET_MOVED,
                MASTER,
                to,
                parts.store().minOffset(request.topic(), request.queueId()),
                parts.store().maxOffset(request.topic(), request.queueId()),
                RecordBatch.empty()));
        return true;
    }

    private void hold() {
        boolean longPolling = parts.policy().longPolling();
        long wait = longPolling
                ? Math.max(0, Math.min(request.suspendMillis(), LONGEST_HOLD_MILLIS)) * NANOS_PER_MILLI
                : parts.policy().shortPolling().toNanos();
        parts.hold()
                .hold(new HeldPull(
                        request.topic(),
                        request.queueId(),
                        request.queueOffset(),
                        filter,
                        longPolling,
                        parts.time().nanoTime() + wait,
                        this));
    }

    private void answer(PullStatus status, ReadResult result) {
        RecordBatch batch = result.batch();
        int count = batch.count();
        boolean taken = answer.complete(new PullMessageResponse(
                status, MASTER, result.nextOffset(), result.minOffset(), result.maxOffset(), batch));
        if (!taken) {
            batch.close();
        } else if (count > 0) {
            parts.counter().countOut(request.consumerGroup(), request.topic(), count, batch.byteSize());
        }
    }

    private PullStatus status(ReadResult result) {
        return switch (result.status()) {
            case FOUND -> PullStatus.FOUND;
            case NOTHING_MATCHED -> PullStatus.NOTHING_MATCHED;
            case AT_END -> PullStatus.NOTHING_NEW;
            case EMPTY_QUEUE -> request.queueOffset() == 0 ? PullStatus.NOTHING_NEW : PullStatus.OFFSET_MOVED;
            case TOO_SMALL, TOO_LARGE -> PullStatus.OFFSET_MOVED;
        };
    }
}
