package io.mqspring.broker.handler;

import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.ResponseCode;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Answers who has changed the configuration, when the change survives a crash: what is answered before could be gone after it,
 * and a topic would come back with other queues at its first message. Changes that come together are written together. Thread
 * safe.
 */
public final class ConfigWriter {

    private final Supplier<CompletableFuture<Void>> topics;
    private final Supplier<CompletableFuture<Void>> groups;
    private final Supplier<CompletableFuture<Void>> kv;

    /**
     * Each has its file written, completes when it is on disk, and fails if it cannot be written now.
     */
    public ConfigWriter(
            Supplier<CompletableFuture<Void>> topics,
            Supplier<CompletableFuture<Void>> groups,
            Supplier<CompletableFuture<Void>> kv) {
        this.topics = topics;
        this.groups = groups;
        this.kv = kv;
    }

    /** The answer to a change of topics that was made. */
    public CompletableFuture<EmptyResponse> topics() {
        return answer(topics.get());
    }

    /** The answer to a change of groups that was made. */
    public CompletableFuture<EmptyResponse> groups() {
        return answer(groups.get());
    }

    /** The answer to a change of the name server's table that was made. */
    public CompletableFuture<EmptyResponse> kv() {
        return answer(kv.get());
    }

    private static CompletableFuture<EmptyResponse> answer(CompletableFuture<Void> written) {
        return written.handle((done, failure) -> {
            if (failure == null) {
                return new EmptyResponse();
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof UncheckedIOException) {
                throw Refusal.of(
                        ResponseCode.SYSTEM_ERROR,
                        "the change is made, but the broker cannot write it down yet (is its disk full?), and would forget it in a"
                                + " crash: " + cause.getMessage() + "; it goes on trying, ask again to be sure");
            }
            throw Refusal.of(ResponseCode.SERVICE_NOT_AVAILABLE, "the broker is closing");
        });
    }
}
