package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.listener.MqRejectException;
import io.mqspring.spring.listener.MqRetryAfterException;

/** What an exception of user code means for the message. Stateless. */
final class ThrownByListener {

    private ThrownByListener() {}

    static ConsumeResult outcome(Throwable thrown) {
        if (thrown instanceof MqRejectException) {
            return ConsumeResult.reject(Reasons.REJECTED, thrown);
        }
        if (thrown instanceof MqRetryAfterException later) {
            return new ConsumeResult.Retry(later.delay(), later);
        }
        return ConsumeResult.retry(thrown);
    }
}
