package io.mqspring.consumer.process;

import io.mqspring.consumer.Patience;
import io.mqspring.consumer.StuckCall;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.ThreadDump;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices listener calls that do not end: names the message and what its thread is doing, again at growing intervals, and
 * gives it up when it has lasted too long. It looks when it is told to, which costs a glance at each call under way; the
 * calls themselves do nothing for it but note when they begin. Confined to the loop, except {@link #stuck}.
 */
final class Watchdog {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final int MAX_FRAMES = 60;
    /** Calls named at one look: when something that all of them need is away, a few stacks tell as much as hundreds. */
    private static final int MAX_NAMED = 5;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String group;
    private final String listener;
    private final long warningNanos;
    private final long limitNanos;
    private final TimeSource time;
    private volatile List<StuckCall> stuck = List.of();
    private int due;

    /** Warns, and gives up. */
    Watchdog(String group, String listener, Patience patience, TimeSource time) {
        this(group, listener, patience.warning().toNanos(), patience.limit().toNanos(), time);
    }

    private Watchdog(String group, String listener, long warningNanos, long limitNanos, TimeSource time) {
        this.group = group;
        this.listener = listener;
        this.warningNanos = warningNanos;
        this.limitNanos = limitNanos;
        this.time = time;
    }

    /** Only warns: a message that has an order cannot be delivered again while its call goes on. */
    static Watchdog thatNeverGivesUp(String group, String listener, Patience patience, TimeSource time) {
        return new Watchdog(group, listener, patience.warning().toNanos(), Long.MAX_VALUE, time);
    }

    /**
     * Looks at each call under way.
     *
     * @param giveUp settles a call that has lasted too long
     */
    void look(Slots slots, BiConsumer<Slot, Call> giveUp) {
        long now = time.nanoTime();
        List<StuckCall> found = new ArrayList<>();
        due = 0;
        slots.forEachCall((slot, call) -> look(slot, call, now, found, giveUp));
        if (due > MAX_NAMED) {
            log.warn("{}: {} has {} more calls like these", group, listener, due - MAX_NAMED);
        }
        stuck = List.copyOf(found);
    }

    /** The calls that last longer than they should, as of the last look. Any thread. */
    List<StuckCall> stuck() {
        return stuck;
    }

    private void look(Slot slot, Call call, long now, List<StuckCall> found, BiConsumer<Slot, Call> giveUp) {
        long age = now - call.begunNanos();
        if (age < Math.min(warningNanos, limitNanos)) {
            return;
        }
        Overdue overdue = call.overdue;
        boolean settled = call.state() == Call.State.SETTLED;
        if (settled && (overdue == null || !overdue.isGivenUp())) {
            // Done, and its worker is about to say so.
            return;
        }
        if (overdue == null) {
            overdue = new Overdue(call, warningNanos);
            call.overdue = overdue;
        }
        if (!settled && age >= limitNanos) {
            if (due++ < MAX_NAMED) {
                log.warn(
                        "{}: {} has not finished {} within {}, and it counts as failed{}",
                        group,
                        listener,
                        what(overdue),
                        Duration.ofNanos(limitNanos),
                        call.state() == Call.State.AWAITED ? "" : "; its thread keeps its place until it returns");
            }
            overdue.giveUp();
            giveUp.accept(slot, call);
        } else if (overdue.isDue(age) && due++ < MAX_NAMED) {
            warn(call, overdue, age);
        }
        if (slot.call() == call) {
            found.add(overdue.asSeen(listener, age));
        }
    }

    private void warn(Call call, Overdue overdue, long age) {
        Duration running = Duration.ofMillis(age / NANOS_PER_MILLI);
        Thread thread = call.thread();
        if (call.state() == Call.State.AWAITED || thread == null) {
            log.warn(
                    "{}: {} has not finished {} after {}: it has returned, and its result or acknowledgement is awaited",
                    group,
                    listener,
                    what(overdue),
                    running);
        } else {
            log.warn(
                    "{}: {} has not {} {} after {}; its thread {}",
                    group,
                    listener,
                    overdue.isGivenUp() ? "returned from" : "finished",
                    what(overdue),
                    running,
                    ThreadDump.of(thread, MAX_FRAMES));
        }
    }

    private String what(Overdue overdue) {
        MessageView first = overdue.first();
        String keys = String.join(" ", first.keys());
        String others = overdue.messages() == 1 ? "" : " and " + (overdue.messages() - 1) + " more of its call";
        return "message " + first.messageId() + (keys.isEmpty() ? "" : " [" + keys + "]") + " of " + first.topic()
                + " (" + first.queue() + ", offset " + first.offset() + ", attempt " + first.attempt() + ", stored "
                + Duration.ofMillis(Math.max(0, time.wallMillis() - first.storeTimestamp())) + " ago)" + others;
    }
}
