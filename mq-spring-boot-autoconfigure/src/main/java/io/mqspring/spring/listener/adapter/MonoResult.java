package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The result that a Mono brings; empty means done. Needs Reactor, and is used only where a method returns a Mono. */
final class MonoResult {

    private MonoResult() {}

    /** Subscribes; cancelling the result cancels the subscription. */
    static CompletableFuture<ConsumeResult> of(
            Object mono, Function<@Nullable Object, ConsumeResult> read, Function<Throwable, ConsumeResult> thrown) {
        CompletableFuture<?> source = ((Mono<?>) mono).toFuture();
        CancellableResult result = new CancellableResult(() -> source.cancel(true));
        source.whenComplete(
                (value, failure) -> result.complete(failure == null ? read.apply(value) : thrown.apply(failure)));
        return result;
    }
}
