package io.mqspring.spring.listener;

import java.time.Duration;

/**
 * Says how the messages of a batch went, perhaps later, from other threads and one by one. The call is over when each
 * message has an answer. An index is a message's place in the list that the listener was given; the methods without one
 * answer for all that have no answer yet. An exception that the listener throws answers for those, too. Of several answers
 * for a message the first counts. Thread safe.
 */
public interface BatchAcknowledgement extends Acknowledgement {

    /** Done: never again. */
    void acknowledge(int index);

    /** Deliver again after the listener's next retry delay, or dead-letter when the attempts are used up. */
    void retry(int index);

    /** Deliver again after this delay, or dead-letter when the attempts are used up. */
    void retryAfter(int index, Duration delay);

    /** Dead-letter at once, with the reason in the message's properties. */
    void reject(int index, String reason);
}
