package io.mqspring.spring.listener.adapter;

import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.BatchAcknowledgement;
import java.time.Duration;
import java.util.function.Consumer;

/** Acknowledgement of a batch, made of those of its messages. Thread safe. */
final class PendingBatchAcknowledgement implements BatchAcknowledgement {

    private final Batch batch;

    PendingBatchAcknowledgement(Batch batch) {
        this.batch = batch;
    }

    @Override
    public void acknowledge() {
        forEach(Acknowledgement::acknowledge);
    }

    @Override
    public void retry() {
        forEach(Acknowledgement::retry);
    }

    @Override
    public void retryAfter(Duration delay) {
        forEach(each -> each.retryAfter(delay));
    }

    @Override
    public void reject(String reason) {
        forEach(each -> each.reject(reason));
    }

    @Override
    public void acknowledge(int index) {
        at(index).acknowledge();
    }

    @Override
    public void retry(int index) {
        at(index).retry();
    }

    @Override
    public void retryAfter(int index, Duration delay) {
        at(index).retryAfter(delay);
    }

    @Override
    public void reject(int index, String reason) {
        at(index).reject(reason);
    }

    private Acknowledgement at(int index) {
        if (index < 0 || index >= batch.size()) {
            throw new IndexOutOfBoundsException(
                    "There is no message " + index + " in a batch of " + batch.size() + " messages");
        }
        return batch.acknowledgement(index);
    }

    private void forEach(Consumer<Acknowledgement> answer) {
        for (int i = 0; i < batch.size(); i++) {
            answer.accept(batch.acknowledgement(i));
        }
    }
}
