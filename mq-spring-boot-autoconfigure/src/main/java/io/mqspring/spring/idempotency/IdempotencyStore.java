package io.mqspring.spring.idempotency;

import java.time.Duration;

/**
 * Keeps which keys are being worked on and which are done. Called by many workers at once, and may block. What it throws
 * makes the message come again later.
 *
 * <p>Of several claims for one key at once, by whatever instances share the store, one is granted. A claim expires, so that an
 * instance that died does not block a key for ever; whoever holds an expired claim finds out when it wants to mark the key.
 */
public interface IdempotencyStore {

    /**
     * Asks for a key.
     *
     * @param claimant who asks: another text for each call of a listener
     * @param timeout when the claim expires
     * @throws ClaimConflictException in a transaction that must be rolled back before the claim can be made again
     */
    Claim claim(IdempotencyKey key, String claimant, Duration timeout);

    /**
     * The key is done with.
     *
     * @param ttl how long to remember it
     * @return whether the claim was still the claimant's; if not, nothing changes
     */
    boolean complete(IdempotencyKey key, String claimant, Duration ttl);

    /** Gives a key back, so that it can be claimed again; nothing happens when the claim is not the claimant's any more. */
    void release(IdempotencyKey key, String claimant);

    /** Forgets what has expired. Called now and then. */
    void removeExpired();

    /** Whether this store can do its work in a transaction of its caller. */
    default boolean transactional() {
        return false;
    }

    /** Whether what this thread does to the store now is part of the transaction that is open on it. */
    default boolean joinsCurrentTransaction() {
        return transactional();
    }
}
