package io.mqspring.broker.delay;

import io.mqspring.message.TopicNames;
import io.mqspring.store.MessageStore;
import io.mqspring.store.timer.TimerCheckpoint;
import io.mqspring.store.timer.TimerIndex;
import io.mqspring.store.timer.TimerVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index with its checkpoints, and how far the timer queue has been followed into it. After a start, nothing may come up
 * before the queue has been followed to where it ended then, because a recall may be among what is left to follow. Confined
 * to {@link TimerScheduler}.
 */
final class TimerKeeper {

    private static final Logger log = LoggerFactory.getLogger(TimerKeeper.class);
    /** So many timers in memory are moved to disk. */
    private static final int SPILL_AT = 1 << 15;
    /** If they cannot be, so many are kept in memory; the rest stays in the queue until there is room. */
    private static final int ROOM = 1 << 18;
    /** So much of the log is read again after a crash at most, even if nothing comes up meanwhile. */
    private static final long STALE_BYTES = 32L * 1024 * 1024;

    private final MessageStore store;
    private final Supplier<TimerIndex> opener;
    private final PendingCounts pending;
    private @Nullable TimerIndex index;
    private DoneTimers done = new DoneTimers(0);
    /** The next offset of the timer queue to follow. */
    private long followed;

    private long floor;
    /** No timer below waits. Read by any thread. */
    private volatile long lowest;

    /** Where the queue ended at the start. */
    private long catchUpTo = Long.MAX_VALUE;
    /** Where the marks of what was done before the start begin, while some of that is still in the index. */
    private long restartPosition;

    private boolean changed;
    private long writtenPosition;
    private TimerIndex.@Nullable Snapshot captured;
    /** What is captured may be written when the log is forced up to here. */
    private long capturedAt;

    private boolean failed;

    TimerKeeper(MessageStore store, Supplier<TimerIndex> opener, PendingCounts pending) {
        this.store = store;
        this.opener = opener;
        this.pending = pending;
    }

    /** Says, before all else, below which offset no timer waits. */
    void startFrom(long first) {
        floor = first;
        followed = first;
        lowest = first;
    }

    /** Opens the index and finds out what has been done since its last checkpoint. */
    void open() {
        TimerIndex opened = opener.get();
        index = opened;
        long min = store.minOffset(TopicNames.TIMER_TOPIC, 0);
        long max = store.maxOffset(TopicNames.TIMER_TOPIC, 0);
        catchUpTo = max;
        Optional<TimerCheckpoint> checkpoint =
                opened.restored().filter(restored -> restored.followed() <= max && !isOvertaken(opened, restored));
        if (checkpoint.isPresent()) {
            followed = Math.max(min, checkpoint.get().followed());
            restartPosition = checkpoint.get().logPosition();
            pending.set(checkpoint.get().pending());
        } else {
            opened.clear();
            followed = Math.max(min, Math.min(floor, max));
            restartPosition = followed < max ? TimerRecovery.positionOf(store, followed) : 0;
            if (followed < max) {
                log.warn(
                        "The index of delayed messages {}; it is made anew from the {} records of {}",
                        opened.damage()
                                .map(damage -> "is damaged (" + damage + ")")
                                .orElseGet(() -> opened.restored().isPresent() ? "is of another state" : "is missing"),
                        max - followed,
                        TopicNames.TIMER_TOPIC);
            }
        }
        writtenPosition = restartPosition;
        boolean nothingWaits = opened.size() == 0 && followed >= max;
        done = nothingWaits ? new DoneTimers(0) : TimerRecovery.doneSince(store, restartPosition);
        log.debug("Timers: {} in the index, {} done since, followed to {}", opened.size(), done.size(), followed);
    }

    /** Whether another broker has delivered timers that the index still has. */
    private boolean isOvertaken(TimerIndex opened, TimerCheckpoint restored) {
        return restored.followed() < floor || opened.lowestOffset() < floor;
    }

    long lowestNoted() {
        return lowest;
    }

    /** Sees what waits in the index, if it is open. */
    void forEach(TimerVisitor visitor) {
        if (index != null) {
            index.forEach(visitor);
        }
    }

    TimerIndex index() {
        TimerIndex opened = index;
        if (opened == null) {
            throw new IllegalStateException("timers are used before they are opened");
        }
        return opened;
    }

    long followed() {
        return followed;
    }

    /** Whether timers may come up. */
    boolean isCaughtUp() {
        return followed >= catchUpTo;
    }

    /** Something is different from what is written down. */
    void changed() {
        changed = true;
    }

    /** Whether more timers may be taken into memory; moves those there to disk when they are many. */
    boolean hasRoom() {
        if (!failed) {
            spillIfMany();
        }
        return index().inMemory() < ROOM;
    }

    private void spillIfMany() {
        if (index().inMemory() >= SPILL_AT) {
            try {
                index().spill();
                changed = true;
            } catch (IOException | UncheckedIOException e) {
                failed(e);
            }
        }
    }

    /** Takes a record of the timer queue up; whether it is not done. */
    boolean take(ParkedRecord parked, long lookAt) {
        skipTo(parked.offset());
        followed = parked.offset() + 1;
        changed = true;
        if (done.remove(parked.offset())) {
            return false;
        }
        index().add(lookAt, parked.offset());
        return true;
    }

    /** Offsets that cannot be read any more, because they are damaged or past retention, are not waited for. */
    void skipTo(long offset) {
        if (offset > followed) {
            followed = offset;
            changed = true;
        }
    }

    /** Whether a timer that comes up was done before the start. */
    boolean isDone(long offset) {
        return done.remove(offset);
    }

    /** Forgets what was done before the start once nothing of it is in the index any more. */
    void settle() {
        if (!done.isEmpty() && isCaughtUp()) {
            long next = index().nextDue();
            if (next == TimerIndex.NONE || next > done.latest()) {
                done.clear();
            }
        }
    }

    /**
     * Writes down where a restart begins. What it says must not be more durable than the log, so it may have to wait.
     *
     * @param out sees timers that the index has given out and that may have to come up again
     * @return whether it waits for the log and should be called again soon
     */
    boolean checkpoint(TimerDeliveries deliveries, Consumer<TimerVisitor> out) {
        if (index == null || !isCaughtUp()) {
            return false;
        }
        noteLowest(out);
        if (captured == null) {
            spillIfMany();
            capture(deliveries, out);
        }
        TimerIndex.Snapshot snapshot = captured;
        if (snapshot == null) {
            return false;
        }
        if (store.forcedEnd() < capturedAt) {
            return true;
        }
        try {
            index().write(snapshot);
            worked();
        } catch (IOException | UncheckedIOException e) {
            changed = true;
            failed(e);
        }
        captured = null;
        return false;
    }

    private void noteLowest(Consumer<TimerVisitor> out) {
        long[] least = {Math.min(followed, index().lowestOffset())};
        out.accept((due, offset) -> least[0] = Math.min(least[0], offset));
        lowest = least[0];
    }

    private void capture(TimerDeliveries deliveries, Consumer<TimerVisitor> out) {
        long logEnd = store.stats().logEnd();
        boolean never =
                followed == 0 && index().size() == 0 && index().restored().isEmpty();
        boolean stale = logEnd - writtenPosition > STALE_BYTES;
        if (never || !(changed || stale)) {
            return;
        }
        settle();
        List<Long> given = new ArrayList<>();
        out.accept((due, offset) -> {
            given.add(due);
            given.add(offset);
        });
        long position = done.isEmpty() ? deliveries.position(logEnd) : restartPosition;
        captured = index().capture(
                        new TimerCheckpoint(followed, position, pending.snapshot()),
                        given.stream().mapToLong(Long::longValue).toArray());
        capturedAt = logEnd;
        writtenPosition = position;
        changed = false;
    }

    private void failed(Exception why) {
        if (!failed) {
            failed = true;
            log.warn(
                    "The index of delayed messages cannot be written, which is tried again; none is lost: {}",
                    why.getMessage());
        }
    }

    private void worked() {
        if (failed) {
            failed = false;
            log.info("The index of delayed messages can be written again");
        }
    }
}
