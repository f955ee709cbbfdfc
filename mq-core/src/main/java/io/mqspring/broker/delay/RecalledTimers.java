package io.mqspring.broker.delay;

import io.mqspring.store.timer.TimerVisitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which timers that come up now have been taken back. There is an entry while a recall is on its way into the log, and from
 * the moment its mark comes up until the last timer that it may take back has come up; in between, the mark waits in the index
 * and needs no memory here. Confined to {@link TimerScheduler}.
 */
final class RecalledTimers {

    private final Map<String, Entry> byKey = new HashMap<>();

    /** What becomes of a timer that comes up. */
    enum Verdict {
        /** It is delivered. */
        NOT_RECALLED,
        /** It is dropped, and was uncounted before. */
        RECALLED,
        /** It is dropped, and is still counted. */
        RECALLED_UNCOUNTED,
        /** It waits until the outcome is known. */
        HELD
    }

    /** A timer that came up while its recall was on its way. */
    record Held(long due, long offset) {}

    private static final class Entry {
        /** The answer to the one who recalls; null when nobody waits any more. */
        private @Nullable CompletableFuture<Boolean> answer;

        private boolean inLog;
        private boolean counted;
        private final List<Held> held = new ArrayList<>();
        /** The mark, once it has come up. */
        private boolean marked;

        private long markDue;
        private long markOffset;
    }

    /** The answer that a recall of the same key waits for; null if there is none, or true if the key is recalled already. */
    @Nullable
    CompletableFuture<Boolean> known(String key) {
        Entry entry = byKey.get(key);
        if (entry == null) {
            return null;
        }
        return entry.answer != null ? entry.answer : CompletableFuture.completedFuture(true);
    }

    /** A recall begins its way into the log. */
    CompletableFuture<Boolean> begin(String key) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Entry entry = new Entry();
        entry.answer = answer;
        entry.counted = true;
        byKey.put(key, entry);
        return answer;
    }

    /** The log has the mark; what was held is dropped. */
    void confirm(String key) {
        Entry entry = byKey.get(key);
        if (entry != null && entry.answer != null) {
            CompletableFuture<Boolean> answer = entry.answer;
            entry.answer = null;
            entry.held.clear();
            forgetIfIdle(key, entry);
            answer.complete(true);
        }
    }

    /** The log does not take the mark; what was held is to be delivered. */
    List<Held> refuse(String key, RuntimeException why) {
        Entry entry = byKey.get(key);
        if (entry == null || entry.answer == null) {
            return List.of();
        }
        CompletableFuture<Boolean> answer = entry.answer;
        entry.answer = null;
        List<Held> held = List.copyOf(entry.held);
        entry.held.clear();
        if (!entry.marked) {
            byKey.remove(key);
        }
        answer.completeExceptionally(why);
        return held;
    }

    /** The mark has been read from the timer queue and waits in the index. */
    void followed(String key) {
        Entry entry = byKey.get(key);
        if (entry != null) {
            entry.inLog = true;
            forgetIfIdle(key, entry);
        }
    }

    /** A mark comes up; the timers that it takes back follow at once. */
    void comeUp(String key, long due, long offset, boolean counted) {
        Entry entry = byKey.computeIfAbsent(key, k -> new Entry());
        entry.inLog = true;
        entry.counted |= counted;
        entry.marked = true;
        entry.markDue = due;
        entry.markOffset = offset;
    }

    /** Whether a timer waits for the outcome of its recall. */
    boolean holdsAny() {
        return byKey.values().stream().anyMatch(entry -> !entry.held.isEmpty());
    }

    Verdict judge(@Nullable String key, @Nullable String topic, long due, long offset) {
        if (byKey.isEmpty() || key == null) {
            return Verdict.NOT_RECALLED;
        }
        Entry entry = byKey.get(key);
        if (entry == null) {
            // Official brokers can be told to put the topic in front.
            entry = byKey.get(topic + "+" + key);
        }
        if (entry == null) {
            return Verdict.NOT_RECALLED;
        }
        if (!entry.inLog) {
            entry.held.add(new Held(due, offset));
            return Verdict.HELD;
        }
        return entry.counted ? Verdict.RECALLED : Verdict.RECALLED_UNCOUNTED;
    }

    /**
     * Forgets marks whose timers have all come up.
     *
     * @param allUpTo every timer due at or before this time has come up
     */
    void forget(long allUpTo) {
        if (!byKey.isEmpty()) {
            byKey.values().forEach(entry -> {
                if (entry.marked && entry.markDue + ParkedRecord.OFFICIAL_PRECISION <= allUpTo) {
                    entry.marked = false;
                }
            });
            byKey.values().removeIf(entry -> !entry.marked && entry.inLog && entry.answer == null);
        }
    }

    /** Sees marks that have come up, and what is held: they come up again after a restart. */
    void forEach(TimerVisitor visitor) {
        byKey.values().forEach(entry -> {
            if (entry.marked) {
                visitor.visit(entry.markDue, entry.markOffset);
            }
            entry.held.forEach(held -> visitor.visit(held.due(), held.offset()));
        });
    }

    private void forgetIfIdle(String key, Entry entry) {
        if (entry.inLog && !entry.marked && entry.answer == null) {
            byKey.remove(key);
        }
    }
}
