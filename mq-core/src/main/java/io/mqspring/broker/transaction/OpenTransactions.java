package io.mqspring.broker.transaction;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which transactions are open, and which copy of a half message stands for one. A transaction is known by the offset of its
 * first copy; one that was never written again costs a bit. Confined to the broker's serial executor.
 */
final class OpenTransactions {

    private final SettledOffsets settled;
    /** The newest copy of half messages that were written again, by first copy. */
    private final Map<Long, Long> copies;
    /** First copies of transactions whose end is on its way to the disk. */
    private final Set<Long> ending = new HashSet<>();

    private final OpLog ops;

    OpenTransactions(SettledOffsets settled, Map<Long, Long> copies, OpLog ops) {
        this.settled = settled;
        this.copies = new HashMap<>(copies);
        this.ops = ops;
    }

    /** What came of the wish to end a transaction. */
    enum Claim {
        /** It is the caller's to end. */
        TAKEN,
        /** Somebody is about to end it. */
        TAKEN_BEFORE,
        /** It has ended. */
        OVER
    }

    /** Reserves the end of a transaction, of which any copy may be given. */
    Claim claim(HalfMessage half) {
        if (ending.contains(half.first())) {
            return Claim.TAKEN_BEFORE;
        }
        if (!copies.containsKey(half.first()) && settled.isSettled(half.offset())) {
            return Claim.OVER;
        }
        ending.add(half.first());
        return Claim.TAKEN;
    }

    /** Gives a claimed transaction back: it stays open. */
    void release(HalfMessage half) {
        ending.remove(half.first());
    }

    /**
     * Ends a claimed transaction.
     *
     * @param written run when that is on the disk
     */
    void end(HalfMessage half, Runnable written) {
        ending.remove(half.first());
        Long copy = copies.remove(half.first());
        long last = copy == null ? half.offset() : copy;
        if (last != half.offset()) {
            drop(half.offset());
        }
        settled.settle(last);
        ops.add(last, written);
    }

    /**
     * A half message has been written again.
     *
     * @return whether the copy is open: the transaction may have ended in the meantime, or be about to
     */
    boolean replaced(HalfMessage half, long copy) {
        boolean isEnding = ending.contains(half.first());
        if (settled.isSettled(half.offset()) && !isEnding) {
            drop(copy);
            return false;
        }
        copies.put(half.first(), copy);
        drop(half.offset());
        return !isEnding;
    }

    /** An offset needs nothing more: what lay there is gone, or lies elsewhere. */
    void drop(long offset) {
        if (!settled.isSettled(offset)) {
            settled.settle(offset);
            ops.add(offset);
        }
    }

    /** Whether the message at an offset stands for its transaction, and nobody is about to end that. */
    boolean isIdle(HalfMessage half) {
        if (ending.contains(half.first()) || settled.isSettled(half.offset())) {
            return false;
        }
        return half.first() == half.offset() || Long.valueOf(half.offset()).equals(copies.get(half.first()));
    }

    /** Whether the message at an offset is a copy that nobody knows, of a transaction that has ended or lies elsewhere. */
    boolean isStray(HalfMessage half) {
        return !settled.isSettled(half.offset())
                && half.first() != half.offset()
                && !Long.valueOf(half.offset()).equals(copies.get(half.first()))
                && settled.isSettled(half.first())
                && !ending.contains(half.first());
    }

    boolean isSettled(long offset) {
        return settled.isSettled(offset);
    }

    /** The lowest offset from a place on that is open, or has no message yet. */
    long nextOpen(long from) {
        return settled.nextOpen(from);
    }

    /** The lowest offset that is open, or has no message yet. */
    long lowest() {
        return settled.lowest();
    }

    /** How many offsets below an end are open. */
    long openBelow(long end) {
        return settled.openBelow(end);
    }

    /** The first record of the op queue that the next start must read. */
    long firstNeededOp() {
        return ops.firstNeeded(settled.lowest());
    }
}
