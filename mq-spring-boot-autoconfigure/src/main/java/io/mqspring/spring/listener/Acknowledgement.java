package io.mqspring.spring.listener;

import java.time.Duration;

/**
 * Says how a message went, perhaps later and from another thread. A listener method with this parameter is done with a
 * message only when one of these methods is called, whatever the method itself returns; an exception it throws counts as
 * {@link #retry()} unless it has answered before. Until then the message is in flight and comes again after a crash. The
 * first call counts, later ones do nothing. Thread safe.
 */
public interface Acknowledgement {

    /** Done: never again. */
    void acknowledge();

    /** Deliver again after the listener's next retry delay, or dead-letter when the attempts are used up. */
    void retry();

    /** Deliver again after this delay, or dead-letter when the attempts are used up. */
    void retryAfter(Duration delay);

    /** Dead-letter at once, with the reason in the message's properties. */
    void reject(String reason);
}
