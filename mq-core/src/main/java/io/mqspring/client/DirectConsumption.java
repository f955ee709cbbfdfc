package io.mqspring.client;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumeDirectlyResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.ExecutionBackend;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a listener one message because an operator asks for it, beside what it consumes anyway: no offset moves, and what
 * fails is not retried. Thread safe.
 */
final class DirectConsumption {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String group;
    private final List<TopicListener> listeners;
    private final ExecutionBackend backend;

    DirectConsumption(String group, List<TopicListener> listeners, ExecutionBackend backend) {
        this.group = group;
        this.listeners = listeners;
        this.backend = backend;
    }

    /**
     * @param record one encoded record
     * @return completes with what the listener said
     */
    CompletableFuture<ConsumeDirectlyResponse> consume(ByteBuffer record, String brokerName) {
        CompletableFuture<ConsumeDirectlyResponse> answer = new CompletableFuture<>();
        try {
            MessageView message = message(record, brokerName);
            AsyncMessageListener listener = listener(message.topic());
            backend.workers().execute(() -> run(listener, message, answer));
        } catch (CommandFailedException | RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void run(
            AsyncMessageListener listener, MessageView message, CompletableFuture<ConsumeDirectlyResponse> answer) {
        long begin = backend.time().nanoTime();
        CompletionStage<ConsumeResult> stage;
        try {
            stage = listener.consume(List.of(message));
        } catch (Throwable t) {
            answer.complete(answer(begin, null, t));
            return;
        }
        if (stage == null) {
            answer.complete(answer(begin, null, null));
            return;
        }
        stage.whenComplete((result, failure) -> answer.complete(answer(begin, result, failure)));
    }

    private ConsumeDirectlyResponse answer(long begin, @Nullable ConsumeResult answered, @Nullable Throwable failure) {
        ConsumeResult result = answered instanceof ConsumeResult.PerMessage each
                        && each.results().size() == 1
                ? each.results().get(0)
                : answered;
        long millis = (backend.time().nanoTime() - begin) / NANOS_PER_MILLI;
        Throwable thrown =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (thrown == null && result instanceof ConsumeResult.Retry retry) {
            thrown = retry.cause();
        }
        String remark = thrown == null ? null : thrown.toString();
        if (result instanceof ConsumeResult.Reject rejection) {
            Throwable cause = rejection.cause();
            remark = "rejected: " + rejection.reason() + (cause == null ? "" : ": " + cause);
        }
        return new ConsumeDirectlyResponse(false, true, word(result, thrown), remark, millis);
    }

    private static String word(@Nullable ConsumeResult result, @Nullable Throwable thrown) {
        if (thrown != null) {
            return "CR_THROW_EXCEPTION";
        }
        if (result == null) {
            return "CR_RETURN_NULL";
        }
        return result instanceof ConsumeResult.Success ? "CR_SUCCESS" : "CR_LATER";
    }

    private static MessageView message(ByteBuffer record, String brokerName) {
        try (RecordBatch batch = RecordBatch.ofHeap(record)) {
            List<MessageView> messages = batch.toViews(brokerName);
            if (messages.size() == 1) {
                return messages.get(0);
            }
            throw new IllegalArgumentException(messages.size() + " records instead of one");
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    ResponseCode.INVALID_PARAMETER, "there is no message to consume in the request: " + e.getMessage());
        }
    }

    private AsyncMessageListener listener(String topic) {
        for (TopicListener one : listeners) {
            if (one.topic().equals(topic)) {
                return one.listener();
            }
        }
        throw new CommandFailedException(
                ResponseCode.SYSTEM_ERROR, "group '" + group + "' has no listener for topic '" + topic + "' here");
    }
}
