package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * What a listener method's return value means: nothing, a {@link ConsumeResult}, for a batch a list of them, for a single
 * message a reply, or one of these later. Found out once, from the declared type. Immutable.
 */
final class Returned {

    /** When the value is there. */
    private enum When {
        NOW,
        STAGE,
        MONO
    }

    private static final String MONO = "reactor.core.publisher.Mono";

    private final When when;
    private final boolean batch;

    private Returned(When when, boolean batch) {
        this.when = when;
        this.batch = batch;
    }

    /** Whether the method may have returned before its work is done. */
    boolean isLater() {
        return when != When.NOW;
    }

    /**
     * Reads a declared type.
     *
     * @param batch whether the method takes several messages
     */
    static Returned of(ListenerMethod method, boolean batch) {
        Class<?> type = method.method().getReturnType();
        if (CompletionStage.class.isAssignableFrom(type)) {
            return new Returned(When.STAGE, batch);
        }
        if (type.getName().equals(MONO)) {
            return new Returned(When.MONO, batch);
        }
        if (type.getName().startsWith("reactor.")) {
            throw Signature.refused(
                    method,
                    "it returns " + type.getSimpleName() + ", but a call has one result",
                    "Return a Mono, as Flux.then() makes one.");
        }
        boolean result = type == void.class || type == Void.class || type == ConsumeResult.class || isResults(method);
        if (batch && !result) {
            throw Signature.refused(
                    method,
                    "it returns " + type.getSimpleName() + ", which nobody would get",
                    "Return void, a ConsumeResult or a List<ConsumeResult> with one for each message, or one of these"
                            + " later, in a CompletionStage or Mono.");
        }
        return new Returned(When.NOW, batch);
    }

    /**
     * Reads a value, when it is there.
     *
     * @param other takes a value that is no result
     * @param thrown what a failure means
     */
    CompletionStage<ConsumeResult> outcome(
            @Nullable Object value, Consumer<Object> other, Function<Throwable, ConsumeResult> thrown) {
        if (when == When.NOW) {
            return CompletableFuture.completedFuture(read(value, other));
        }
        if (value == null) {
            return CompletableFuture.completedFuture(ConsumeResult.retry(new IllegalStateException(
                    "the listener returned null instead of a " + (when == When.MONO ? "Mono" : "CompletionStage"))));
        }
        if (when == When.MONO) {
            return MonoResult.of(value, later -> read(later, other), thrown);
        }
        return ((CompletionStage<?>) value)
                .handle((later, failure) -> failure == null ? read(later, other) : thrown.apply(failure));
    }

    private ConsumeResult read(@Nullable Object value, Consumer<Object> other) {
        if (value instanceof ConsumeResult own) {
            return own;
        }
        if (batch && value instanceof List<?> several && !several.isEmpty()) {
            List<ConsumeResult> results = new ArrayList<>();
            several.forEach(each -> {
                if (each instanceof ConsumeResult own) {
                    results.add(own);
                }
            });
            // Something else, of a stage that holds anything, says no more than that the work is done.
            return results.size() == several.size() ? new ConsumeResult.PerMessage(results) : ConsumeResult.success();
        }
        if (value != null) {
            other.accept(value);
        }
        return ConsumeResult.success();
    }

    private static boolean isResults(ListenerMethod method) {
        ResolvableType type = ResolvableType.forMethodReturnType(method.method(), method.beanClass());
        return List.class.isAssignableFrom(method.method().getReturnType())
                && type.as(List.class).getGeneric(0).resolve(Object.class) == ConsumeResult.class;
    }
}
