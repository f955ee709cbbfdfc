package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.listener.Acknowledgement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An acknowledgement whose first answer completes a delivery. Thread safe. */
final class PendingAcknowledgement implements Acknowledgement {

    private final CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();

    CompletionStage<ConsumeResult> answer() {
        return answer;
    }

    void answer(ConsumeResult result) {
        answer.complete(result);
    }

    @Override
    public void acknowledge() {
        answer(ConsumeResult.success());
    }

    @Override
    public void retry() {
        answer(ConsumeResult.retry());
    }

    @Override
    public void retryAfter(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("The delay must not be negative, but is " + delay);
        }
        answer(ConsumeResult.retryAfter(delay));
    }

    @Override
    public void reject(String reason) {
        answer(ConsumeResult.reject(reason));
    }
}
