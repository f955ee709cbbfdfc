package io.mqspring.spring.idempotency;

import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in the memory of this instance: duplicates that reach another instance, or come after a restart, are not seen. Keeps
 * a bounded number of keys that are done; beyond it the oldest are forgotten. Thread safe.
 */
public final class MemoryIdempotencyStore implements IdempotencyStore {

    private static final Logger log = LoggerFactory.getLogger(MemoryIdempotencyStore.class);

    /** Times are those of the monotonic clock. */
    private record Held(String claimant, long claimedAt, long expiresAt) {}

    private final int maxEntries;
    private final TimeSource time;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<IdempotencyKey, Held> inProgress = new HashMap<>();
    /** When each is forgotten, the first done first. */
    private final Map<IdempotencyKey, Long> done = new LinkedHashMap<>();

    private boolean warned;

    /**
     * @param maxEntries keys to remember, at most
     * @throws IllegalArgumentException when it is not positive
     */
    public MemoryIdempotencyStore(int maxEntries, TimeSource time) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("mq.idempotency.max-entries must be at least 1, but is " + maxEntries);
        }
        this.maxEntries = maxEntries;
        this.time = time;
    }

    @Override
    public Claim claim(IdempotencyKey key, String claimant, Duration timeout) {
        lock.lock();
        try {
            long now = time.nanoTime();
            Long forgottenAt = done.get(key);
            if (forgottenAt != null && now - forgottenAt < 0) {
                return Claim.done();
            }
            Held held = inProgress.get(key);
            if (held != null && now - held.expiresAt() < 0) {
                return new Claim.InProgress(
                        Duration.ofNanos(now - held.claimedAt()), Duration.ofNanos(held.expiresAt() - now));
            }
            inProgress.put(key, new Held(claimant, now, now + timeout.toNanos()));
            return Claim.granted();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean complete(IdempotencyKey key, String claimant, Duration ttl) {
        lock.lock();
        try {
            if (!isHeldBy(claimant, inProgress.get(key))) {
                return false;
            }
            inProgress.remove(key);
            done.remove(key);
            done.put(key, time.nanoTime() + ttl.toNanos());
            makeRoom();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(IdempotencyKey key, String claimant) {
        lock.lock();
        try {
            if (isHeldBy(claimant, inProgress.get(key))) {
                inProgress.remove(key);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void removeExpired() {
        lock.lock();
        try {
            long now = time.nanoTime();
            done.values().removeIf(forgottenAt -> now - forgottenAt >= 0);
            inProgress.values().removeIf(held -> now - held.expiresAt() >= 0);
        } finally {
            lock.unlock();
        }
    }

    /** How many keys it holds, in progress and done. */
    public int size() {
        lock.lock();
        try {
            return inProgress.size() + done.size();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isHeldBy(String claimant, @Nullable Held held) {
        return held != null && held.claimant().equals(claimant);
    }

    private void makeRoom() {
        if (done.size() <= maxEntries) {
            return;
        }
        Iterator<Long> oldest = done.values().iterator();
        long left = oldest.next() - time.nanoTime();
        oldest.remove();
        if (left > 0 && !warned) {
            warned = true;
            log.warn(
                    "More than {} keys are done within their time to live: the oldest is forgotten {} s early, and so are"
                            + " more to come. Raise mq.idempotency.max-entries, or use mq.idempotency.store=jdbc.",
                    maxEntries,
                    TimeUnit.NANOSECONDS.toSeconds(left));
        }
    }
}
