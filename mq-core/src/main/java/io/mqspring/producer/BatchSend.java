package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One list of messages on its way. Parts that must keep an order go one after the other, and stop at the first that fails;
 * the others go side by side. Moved on by whoever brings an answer; each line of parts by one thread at a time.
 */
final class BatchSend {

    /** Begins to send a part. May wait for room. */
    @FunctionalInterface
    interface Starter {
        /**
         * @throws SendException when there was none
         */
        CompletableFuture<SendResult> begin(List<BatchEntry> entries, BatchPlan.Part part);
    }

    private final List<BatchEntry> entries;
    private final Starter starter;
    private final AtomicReferenceArray<BatchOutcome> outcomes;
    private final AtomicInteger linesLeft;
    private final CompletableFuture<List<SendResult>> future = new CompletableFuture<>();
    private volatile @Nullable SendException overloaded;

    BatchSend(List<BatchEntry> entries, int lines, Starter starter) {
        this.entries = entries;
        this.starter = starter;
        this.outcomes = new AtomicReferenceArray<>(entries.size());
        this.linesLeft = new AtomicInteger(lines);
    }

    CompletableFuture<List<SendResult>> start(List<List<BatchPlan.Part>> lines) {
        lines.forEach(line -> advance(line, 0));
        return future;
    }

    private void advance(List<BatchPlan.Part> line, int first) {
        for (int at = first; at < line.size(); at++) {
            BatchPlan.Part part = line.get(at);
            CompletableFuture<SendResult> sent = begin(part);
            if (!sent.isDone()) {
                int next = at + 1;
                sent.whenComplete((result, failure) -> {
                    if (note(part, result, failure)) {
                        advance(line, next);
                    } else {
                        abandon(line, next);
                    }
                });
                return;
            }
            if (!sent.handle((result, failure) -> note(part, result, failure)).join()) {
                abandon(line, at + 1);
                return;
            }
        }
        if (linesLeft.decrementAndGet() == 0) {
            end();
        }
    }

    private CompletableFuture<SendResult> begin(BatchPlan.Part part) {
        SendException full = overloaded;
        if (full != null) {
            return CompletableFuture.failedFuture(full);
        }
        try {
            return starter.begin(entries, part);
        } catch (SendException e) {
            if (e.kind() == SendException.Kind.OVERLOADED) {
                // What has waited in vain once need not do so for each part.
                overloaded = e;
            }
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean note(BatchPlan.Part part, @Nullable SendResult result, @Nullable Throwable failure) {
        if (result == null) {
            Throwable cause = failure == null ? SendFailures.closed() : SendFailures.unwrap(failure);
            SendException known = cause instanceof SendException sent
                    ? sent
                    : new SendException(SendException.Kind.REFUSED, String.valueOf(cause.getMessage()), cause);
            part.indices().forEach(index -> fail(index, known));
            return false;
        }
        List<Integer> indices = part.indices();
        String[] offsetIds = result.offsetMessageId().split(",", -1);
        String[] ids = result.messageId().split(",", -1);
        for (int i = 0; i < indices.size(); i++) {
            SendResult own = new SendResult(
                    ids[i],
                    offsetIds.length == indices.size() ? offsetIds[i] : result.offsetMessageId(),
                    result.queue(),
                    result.offset() + i,
                    result.status(),
                    result.recallHandle());
            Message message = entries.get(indices.get(i)).message();
            outcomes.set(indices.get(i), new BatchOutcome(message, Optional.of(own), Optional.empty()));
        }
        return true;
    }

    /** The rest of a line must not overtake what failed. */
    private void abandon(List<BatchPlan.Part> line, int from) {
        for (BatchPlan.Part part : line.subList(from, line.size())) {
            part.indices().forEach(index -> fail(index, behind(part.queue(), entries.get(index))));
        }
        if (linesLeft.decrementAndGet() == 0) {
            end();
        }
    }

    private void fail(int index, SendException failure) {
        Message message = entries.get(index).message();
        outcomes.set(index, new BatchOutcome(message, Optional.empty(), Optional.of(failure)));
    }

    private static SendException behind(@Nullable MessageQueue queue, BatchEntry entry) {
        return new SendException(
                SendException.Kind.NOT_SENT,
                "a message to topic '" + entry.message().topic()
                        + "' was not sent, to keep the order: an earlier one for " + queue
                        + " failed. Send it again after that one",
                null);
    }

    private void end() {
        List<BatchOutcome> all = new ArrayList<>();
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < outcomes.length(); i++) {
            BatchOutcome outcome = Objects.requireNonNull(outcomes.get(i));
            all.add(outcome);
            outcome.result().ifPresent(results::add);
        }
        if (results.size() == all.size()) {
            future.complete(List.copyOf(results));
        } else {
            future.completeExceptionally(new BatchSendException(all));
        }
    }
}
