package io.mqspring.broker.stats;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts what comes in per topic and goes out per topic and group. The names of figures are those of Apache RocketMQ's
 * broker, which its tools ask for. Counting may be done by any thread; {@link #start} has samples taken.
 */
public final class BrokerFigures {

    /** Messages stored, by topic. */
    public static final String TOPIC_PUT_NUMS = "TOPIC_PUT_NUMS";
    /** Bytes stored, by topic. */
    public static final String TOPIC_PUT_SIZE = "TOPIC_PUT_SIZE";
    /** Messages handed out, by {@code topic@group}. */
    public static final String GROUP_GET_NUMS = "GROUP_GET_NUMS";
    /** Bytes handed out, by {@code topic@group}. */
    public static final String GROUP_GET_SIZE = "GROUP_GET_SIZE";
    /** Messages that a group has sent back, by {@code topic@group}. */
    public static final String SNDBCK_PUT_NUMS = "SNDBCK_PUT_NUMS";
    /** All messages stored; the key is the cluster's name. */
    public static final String BROKER_PUT_NUMS = "BROKER_PUT_NUMS";
    /** All messages handed out; the key is the cluster's name. */
    public static final String BROKER_GET_NUMS = "BROKER_GET_NUMS";

    private static final Duration SAMPLE = Duration.ofSeconds(10);
    private static final long TEN_SECONDS = 10_000;
    private static final char OF_GROUP = '@';

    private final TimeSource time;
    private final String cluster;
    private final Totals in;
    private final Totals out;
    private final Map<String, Sides> topics = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Sides>> groups = new ConcurrentHashMap<>();
    private final Map<String, Figure> sentBack = new ConcurrentHashMap<>();
    /** Confined to the executor. */
    private LocalDate today;

    private record Sides(Figure messages, Figure bytes) {

        void add(int count, long size) {
            messages.add(count);
            bytes.add(size);
        }

        void sample(long now) {
            messages.sample(now);
            bytes.sample(now);
        }
    }

    /**
     * @param cluster the key of the figures that are the broker's
     */
    public BrokerFigures(TimeSource time, String cluster) {
        this.time = time;
        this.cluster = cluster;
        this.today = date();
        this.in = new Totals(now());
        this.out = new Totals(now());
    }

    /** Begins to take samples. */
    public void start(SerialExecutor executor) {
        executor.scheduleWithFixedDelay(this::sample, SAMPLE);
    }

    /** Counts messages stored. */
    public void countIn(String topic, int messages, long bytes) {
        in.add(messages);
        Sides sides = topics.get(topic);
        (sides != null ? sides : topics.computeIfAbsent(topic, name -> sides())).add(messages, bytes);
    }

    /** Counts messages handed out. */
    public void countOut(String group, String topic, int messages, long bytes) {
        out.add(messages);
        Map<String, Sides> ofGroup = groups.get(group);
        if (ofGroup == null) {
            ofGroup = groups.computeIfAbsent(group, name -> new ConcurrentHashMap<>());
        }
        Sides sides = ofGroup.get(topic);
        (sides != null ? sides : ofGroup.computeIfAbsent(topic, name -> sides())).add(messages, bytes);
    }

    /** Counts a message that a group has sent back. */
    public void countSentBack(String group, String topic) {
        sentBack.computeIfAbsent(topic + OF_GROUP + group, name -> new Figure(now()))
                .add(1);
    }

    /** Messages stored since start. */
    public long messagesIn() {
        return in.sum();
    }

    /** Messages handed out since start. */
    public long messagesOut() {
        return out.sum();
    }

    /** All that came in. */
    public Traffic in() {
        return traffic(in);
    }

    /** All that went out. */
    public Traffic out() {
        return traffic(out);
    }

    /** Messages by second that have come to a topic in the last minute. */
    public double inPerSecond(String topic) {
        Sides sides = topics.get(topic);
        return sides == null ? 0 : sides.messages.windows(now()).minute().perSecond();
    }

    /** Messages by second that a group has got of a topic in the last minute. */
    public double outPerSecond(String group, String topic) {
        Sides sides = groups.getOrDefault(group, Map.of()).get(topic);
        return sides == null ? 0 : sides.messages.windows(now()).minute().perSecond();
    }

    /**
     * A figure by its name and key.
     *
     * @return empty if there is no such figure, or nothing was counted for the key
     */
    public Optional<Windows> find(String name, String key) {
        long now = now();
        return switch (name) {
            case TOPIC_PUT_NUMS, TOPIC_PUT_SIZE -> windows(side(topics.get(key), name.equals(TOPIC_PUT_NUMS)), now);
            case GROUP_GET_NUMS, GROUP_GET_SIZE -> windows(side(ofGroup(key), name.equals(GROUP_GET_NUMS)), now);
            case SNDBCK_PUT_NUMS -> windows(sentBack.get(key), now);
            case BROKER_PUT_NUMS -> key.equals(cluster) ? Optional.of(in.windows(now)) : Optional.empty();
            case BROKER_GET_NUMS -> key.equals(cluster) ? Optional.of(out.windows(now)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Forgets what is known of a topic that is deleted. */
    public void forgetTopic(String topic) {
        topics.remove(topic);
        groups.values().forEach(ofGroup -> ofGroup.remove(topic));
        sentBack.keySet().removeIf(key -> key.startsWith(topic + OF_GROUP));
    }

    /** Forgets what is known of a group that is deleted. */
    public void forgetGroup(String group) {
        groups.remove(group);
        sentBack.keySet().removeIf(key -> key.endsWith(OF_GROUP + group));
    }

    /** Takes the samples that are due. On the executor. */
    void sample() {
        long now = now();
        LocalDate date = date();
        if (!date.equals(today)) {
            today = date;
            in.newDay();
            out.newDay();
        }
        in.sample(now);
        out.sample(now);
        sample(topics, now);
        groups.values().forEach(ofGroup -> sample(ofGroup, now));
        groups.values().removeIf(Map::isEmpty);
        sentBack.values().forEach(figure -> figure.sample(now));
        sentBack.values().removeIf(figure -> figure.isIdle(now));
    }

    private static void sample(Map<String, Sides> all, long now) {
        all.values().forEach(sides -> sides.sample(now));
        all.values().removeIf(sides -> sides.messages.isIdle(now));
    }

    private Traffic traffic(Totals totals) {
        long now = now();
        return new Traffic(
                totals.sum(),
                totals.untilTodayMorning(),
                totals.untilYesterdayMorning(),
                totals.perSecond(now, TEN_SECONDS),
                totals.perSecond(now, Figure.MINUTE),
                totals.perSecond(now, Figure.HOUR / 6));
    }

    private static Optional<Windows> windows(@Nullable Figure figure, long now) {
        return Optional.ofNullable(figure).map(found -> found.windows(now));
    }

    private static @Nullable Figure side(@Nullable Sides sides, boolean messages) {
        if (sides == null) {
            return null;
        }
        return messages ? sides.messages : sides.bytes;
    }

    private @Nullable Sides ofGroup(String key) {
        int at = key.indexOf(OF_GROUP);
        return at < 0
                ? null
                : groups.getOrDefault(key.substring(at + 1), Map.of()).get(key.substring(0, at));
    }

    private Sides sides() {
        return new Sides(new Figure(now()), new Figure(now()));
    }

    private LocalDate date() {
        return LocalDate.ofInstant(Instant.ofEpochMilli(time.wallMillis()), ZoneId.systemDefault());
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(time.nanoTime());
    }
}
