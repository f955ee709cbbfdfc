package io.mqspring.broker.delay;

import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.store.queue.DelayLevels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a message's properties whether and where it waits: a level wins over timer properties, of those seconds win
 * over milliseconds and those over an absolute time. Stateless.
 */
public final class DelayRules {

    /** Fire times in {@link PropertyNames#TIMER_OUT_MS} are rounded to this, as official brokers do. */
    private static final long OFFICIAL_PRECISION = 1000;

    private DelayRules() {}

    /**
     * @param properties the message's
     * @param topic where it goes in the end
     * @param queueId its queue there
     * @param now wall clock, milliseconds
     * @return empty if it does not wait: it says nothing about a delay, or is due already
     * @throws IllegalArgumentException naming a property that is no number
     */
    public static Optional<Parking> park(Map<String, String> properties, String topic, int queueId, long now) {
        long level = number(properties, PropertyNames.DELAY, 0);
        if (level > 0) {
            return Optional.of(parkAtLevel(properties, topic, queueId, (int) Math.min(level, DelayLevels.highest())));
        }
        long due = due(properties, now);
        return due <= now ? Optional.empty() : Optional.of(parkUntil(properties, topic, queueId, due));
    }

    /** Takes everything out of a message's properties that would delay it or tells of a past delay. */
    public static void forgetDelays(Map<String, String> properties) {
        properties.remove(PropertyNames.DELAY);
        forgetTimers(properties);
        properties.remove(PropertyNames.REAL_TOPIC);
        properties.remove(PropertyNames.REAL_QID);
    }

    private static Parking parkAtLevel(Map<String, String> properties, String topic, int queueId, int level) {
        Map<String, String> parked = new LinkedHashMap<>(properties);
        forgetTimers(parked);
        parked.put(PropertyNames.DELAY, Integer.toString(level));
        leadBack(parked, topic, queueId);
        return new Parking(TopicNames.SCHEDULE_TOPIC, level - 1, parked);
    }

    private static Parking parkUntil(Map<String, String> properties, String topic, int queueId, long due) {
        Map<String, String> parked = new LinkedHashMap<>(properties);
        // Marks of an earlier wait, which a copied message may bring along, would be taken for this one's.
        parked.remove(PropertyNames.MQ_TIMER_OFFSET);
        parked.remove(PropertyNames.MQ_RECALLED);
        parked.put(PropertyNames.TIMER_OUT_MS, Long.toString(officialFireTime(due)));
        parked.put(PropertyNames.MQ_DUE_MS, Long.toString(due));
        leadBack(parked, topic, queueId);
        return new Parking(TopicNames.TIMER_TOPIC, 0, parked);
    }

    private static void leadBack(Map<String, String> parked, String topic, int queueId) {
        parked.put(PropertyNames.REAL_TOPIC, topic);
        parked.put(PropertyNames.REAL_QID, Integer.toString(queueId));
    }

    private static void forgetTimers(Map<String, String> properties) {
        properties.remove(PropertyNames.TIMER_DELAY_SEC);
        properties.remove(PropertyNames.TIMER_DELAY_MS);
        properties.remove(PropertyNames.TIMER_DELIVER_MS);
        properties.remove(PropertyNames.TIMER_OUT_MS);
        properties.remove(PropertyNames.MQ_DUE_MS);
        properties.remove(PropertyNames.MQ_TIMER_OFFSET);
        properties.remove(PropertyNames.TIMER_DEL_UNIQKEY);
        properties.remove(PropertyNames.MQ_RECALLED);
    }

    private static long due(Map<String, String> properties, long now) {
        if (properties.containsKey(PropertyNames.TIMER_DELAY_SEC)) {
            long seconds = number(properties, PropertyNames.TIMER_DELAY_SEC, 0);
            return later(now, TimeUnit.SECONDS.toMillis(seconds));
        }
        if (properties.containsKey(PropertyNames.TIMER_DELAY_MS)) {
            return later(now, number(properties, PropertyNames.TIMER_DELAY_MS, 0));
        }
        return number(properties, PropertyNames.TIMER_DELIVER_MS, now);
    }

    private static long later(long now, long delay) {
        if (delay <= 0) {
            return now;
        }
        long due = now + delay;
        return due < 0 ? Long.MAX_VALUE : due;
    }

    private static long officialFireTime(long due) {
        long floor = due / OFFICIAL_PRECISION * OFFICIAL_PRECISION;
        return floor == due ? due - OFFICIAL_PRECISION : floor;
    }

    private static long number(Map<String, String> properties, String name, long otherwise) {
        @Nullable String text = properties.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("property " + name + " is '" + text + "', which is no whole number", e);
        }
    }
}
