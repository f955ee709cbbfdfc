package io.mqspring.spring.idempotency;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.spring.listener.adapter.CallMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one call: which of them may go on, and what becomes of each. Belongs to the worker that brings them, then to
 * the one that takes their results.
 */
final class GuardedMessages {

    private static final Logger log = LoggerFactory.getLogger(GuardedMessages.class);

    /** A key that cannot be claimed is looked at again after this time at least. */
    private static final Duration SHORT_DELAY = Duration.ofSeconds(1);

    /** After claims have waited for each other in the store, as long as that lets them. */
    private static final Duration LOCKED_DELAY = Duration.ofSeconds(5);

    private static final class Item {
        private final CallMessage message;
        private @Nullable IdempotencyKey key;
        private @Nullable Claim claim;
        private @Nullable ConsumeResult result;

        private Item(CallMessage message) {
            this.message = message;
        }

        private boolean isClaimed() {
            return claim instanceof Claim.Granted;
        }

        private String id() {
            return message.view().messageId();
        }

        private IdempotencyKey claimedKey() {
            IdempotencyKey found = key;
            if (found == null) {
                throw new IllegalStateException("message " + id() + " has no key");
            }
            return found;
        }
    }

    private final GuardedListener listener;
    private final IdempotencyStore store;
    private final String claimant;
    private final List<Item> items = new ArrayList<>();

    GuardedMessages(GuardedListener listener, IdempotencyStore store, String claimant, List<CallMessage> messages) {
        this.listener = listener;
        this.store = store;
        this.claimant = claimant;
        for (CallMessage message : messages) {
            Item item = new Item(message);
            try {
                item.key = listener.key(message);
            } catch (MissingKeyException e) {
                item.result = ConsumeResult.reject("idempotency-key", e);
            }
            items.add(item);
        }
    }

    /** Claims all keys, in the order of the keys, so that two instances with the same ones do not wait for each other. */
    void claim() {
        List<Item> open = items.stream()
                .filter(item -> item.key != null)
                .sorted(Comparator.comparing(item -> item.claimedKey().key()))
                .toList();
        for (Item item : open) {
            Claim claim = store.claim(item.claimedKey(), claimant, listener.timeout());
            item.claim = claim;
            if (claim instanceof Claim.Done) {
                item.result = ConsumeResult.success();
            } else if (claim instanceof Claim.InProgress busy) {
                item.result = ConsumeResult.postponed(delay(busy));
            }
        }
    }

    /**
     * Short at first, since the one that works on the key will soon be done; longer the longer that takes, so that one whose
     * owner died is not looked at again and again; never longer than until the claim expires.
     */
    private static Duration delay(Claim.InProgress busy) {
        Duration growing = max(SHORT_DELAY, busy.since().multipliedBy(3));
        Duration expiry = max(busy.remaining(), Duration.ZERO).plusMillis(1);
        return growing.compareTo(expiry) < 0 ? growing : expiry;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Those to call the listener with. */
    List<CallMessage> claimed() {
        return items.stream()
                .filter(item -> item.isClaimed())
                .map(item -> item.message)
                .toList();
    }

    /** Takes the results of {@link #claimed()}, in their order. */
    void take(List<ConsumeResult> outcome) {
        int next = 0;
        for (Item item : items) {
            if (item.isClaimed()) {
                item.result = outcome.get(next);
                next++;
            }
        }
    }

    /** All of the claimed ones failed. */
    void fail(Throwable failure) {
        items.stream().filter(item -> item.isClaimed()).forEach(item -> item.result = ConsumeResult.retry(failure));
    }

    /** Nothing of what the call did is left: what it was successful with comes again, too. */
    void rolledBack(Throwable why) {
        items.stream()
                .filter(item -> item.isClaimed() && item.result instanceof ConsumeResult.Success)
                .forEach(item -> item.result = ConsumeResult.retry(why));
    }

    /** Nothing could be claimed because of others that claim the same now. */
    void postponeAll() {
        items.stream().filter(item -> item.key != null).forEach(item -> {
            item.claim = new Claim.InProgress(Duration.ZERO, listener.timeout());
            item.result = ConsumeResult.postponed(LOCKED_DELAY);
        });
    }

    /** Marks what was successful and frees the rest, within the caller's transaction. */
    void markInTransaction() {
        for (Item item : items) {
            if (!item.isClaimed()) {
                continue;
            }
            if (!(item.result instanceof ConsumeResult.Success)) {
                store.release(item.claimedKey(), claimant);
            } else if (!store.complete(item.claimedKey(), claimant, listener.ttl())) {
                throw new IllegalStateException(
                        "The claim of key '" + item.claimedKey().key() + "' was lost within its own" + " transaction: "
                                + listener.id() + " will see the message again");
            }
        }
    }

    /** Marks what was successful and frees the rest. What goes wrong with it is said, and changes no result. */
    void mark() {
        for (Item item : items) {
            if (!item.isClaimed()) {
                continue;
            }
            boolean successful = item.result instanceof ConsumeResult.Success;
            try {
                if (!successful) {
                    store.release(item.claimedKey(), claimant);
                } else if (!store.complete(item.claimedKey(), claimant, listener.ttl())) {
                    log.warn(
                            "{} of group {} took longer than {} for key {}, so that another one may have worked on it, too."
                                    + " Raise mq.idempotency.in-progress-timeout, or make the listener @Transactional.",
                            listener.id(),
                            listener.group(),
                            listener.timeout(),
                            item.claimedKey().key());
                }
            } catch (RuntimeException e) {
                log.warn(
                        "Key {} of {} of group {} could not be {}. It stays in progress for up to {}; a duplicate that comes"
                                + " after that is worked on again.",
                        item.claimedKey().key(),
                        listener.id(),
                        listener.group(),
                        successful ? "marked as done" : "released",
                        listener.timeout(),
                        e);
            }
        }
    }

    /** Says what was a duplicate. One result per message, in the order of the call. */
    List<ConsumeResult> conclude() {
        List<ConsumeResult> results = new ArrayList<>();
        for (Item item : items) {
            if (item.claim instanceof Claim.Done) {
                log.debug(
                        "Message {} is a duplicate for {} of group {}: key {} is done with",
                        item.id(),
                        listener.id(),
                        listener.group(),
                        item.claimedKey().key());
                listener.observer().onDuplicateSuppressed(listener.id(), listener.group());
            } else if (item.claim instanceof Claim.InProgress busy) {
                log.debug(
                        "Message {} comes again later for {} of group {}: key {} is in progress, for {} so far",
                        item.id(),
                        listener.id(),
                        listener.group(),
                        item.claimedKey().key(),
                        busy.since());
                listener.observer().onDuplicatePostponed(listener.id(), listener.group());
            }
            results.add(resultOf(item));
        }
        return results;
    }

    private static ConsumeResult resultOf(Item item) {
        ConsumeResult result = item.result;
        if (result == null) {
            throw new IllegalStateException("message " + item.id() + " has no result yet");
        }
        return result;
    }
}
