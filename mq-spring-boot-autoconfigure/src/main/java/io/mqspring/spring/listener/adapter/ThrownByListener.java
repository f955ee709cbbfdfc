package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.listener.MqBatchFailedException;
import io.mqspring.spring.listener.MqRejectException;
import io.mqspring.spring.listener.MqRetryAfterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What an exception of user code means for the message. Stateless. */
final class ThrownByListener {

    private ThrownByListener() {}

    static ConsumeResult outcome(Throwable failure) {
        Throwable thrown = unwrapped(failure);
        if (thrown instanceof MqRejectException) {
            return ConsumeResult.reject(Reasons.REJECTED, thrown);
        }
        if (thrown instanceof MqRetryAfterException later) {
            return new ConsumeResult.Retry(later.delay(), later);
        }
        return ConsumeResult.retry(thrown);
    }

    /**
     * The same for a batch.
     *
     * @param size messages that the listener was given
     */
    static ConsumeResult batchOutcome(Throwable failure, int size) {
        if (!(unwrapped(failure) instanceof MqBatchFailedException batch)) {
            return outcome(failure);
        }
        Map<Integer, Throwable> failures = batch.failures();
        List<ConsumeResult> results = new ArrayList<>(size);
        boolean failed = false;
        for (int i = 0; i < size; i++) {
            Throwable cause = failures.get(i);
            failed |= cause != null;
            results.add(cause == null ? unfailed(batch, failed) : outcome(cause));
        }
        // An index that no message has says nothing of how the others went.
        return failures.keySet().stream().allMatch(index -> index < size)
                ? new ConsumeResult.PerMessage(results)
                : ConsumeResult.retry(batch);
    }

    private static ConsumeResult unfailed(MqBatchFailedException batch, boolean behindFailure) {
        return batch.isRestTried() || !behindFailure ? ConsumeResult.success() : ConsumeResult.untried();
    }

    /** The failure behind the wrappers of completion stages. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException || cause instanceof ExecutionException) {
            Throwable inner = cause.getCause();
            if (inner == null) {
                break;
            }
            cause = inner;
        }
        return cause;
    }
}
