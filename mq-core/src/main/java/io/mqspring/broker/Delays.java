package io.mqspring.broker;

import io.mqspring.broker.delay.LevelScheduler;
import io.mqspring.broker.delay.TimerCheckpoint;
import io.mqspring.broker.delay.TimerScheduler;
import io.mqspring.broker.handover.TimerHandOver;
import io.mqspring.message.HostAddress;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.ArrivalListener;
import io.mqspring.store.MessageStore;
import io.mqspring.store.WaitingRecords;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The two schedulers of delayed messages with the files that hold their progress. Thread safe. */
final class Delays implements ArrivalListener, WaitingRecords {

    private static final Duration LEVELS_INTERVAL = Duration.ofSeconds(10);
    private static final Duration TIMERS_INTERVAL = Duration.ofSeconds(5);

    private final LevelScheduler levels;
    private final TimerScheduler timers;
    private final SerialExecutor executor;
    private final ConfigFile levelsFile;
    private final ConfigFile timersFile;
    private final TimerHandOver handOver;
    private final MessageStore store;
    /** What was last written, to write nothing twice. Confined to the executor. */
    private Map<Integer, Long> writtenLevels = Map.of();

    private Map<String, Object> timersDocument = Map.of();

    /** The first timer that was not done when that was last noted; none without any. */
    private volatile long lowestTimer = Long.MAX_VALUE;

    Delays(
            MessageStore store,
            ConfigFiles files,
            TimerHandOver handOver,
            ExecutionBackend backend,
            SerialExecutor executor,
            HostAddress storeHost,
            Duration retention) {
        this.executor = executor;
        this.store = store;
        this.handOver = handOver;
        this.levels = new LevelScheduler(store, executor, backend.time(), storeHost);
        this.timers = new TimerScheduler(store, executor, backend.time(), storeHost, retention);
        this.levelsFile = files.file(
                "delayOffset.json",
                () -> ConfigDocuments.delayOffsets(
                        levels.offsets(), backend.time().wallMillis()));
        this.timersFile = files.file("timers.json", () -> timersDocument);
    }

    void start() {
        levels.start(levelsFile.load().map(ConfigDocuments::delayOffsets).orElse(Map.of()));
        // What an official broker has delivered is known by this only.
        long floor = handOver.floor(store.maxOffset(TopicNames.TIMER_TOPIC, 0));
        lowestTimer = floor;
        timers.start(timersFile
                .load()
                .flatMap(Delays::checkpoint)
                .filter(written -> written.lowest() >= floor)
                .or(() -> floor > 0 ? Optional.of(new TimerCheckpoint(floor, 0, new byte[0])) : Optional.empty()));
        executor.scheduleWithFixedDelay(this::noteLevels, LEVELS_INTERVAL);
        executor.scheduleWithFixedDelay(this::noteTimers, TIMERS_INTERVAL);
    }

    @Override
    public void onArrival(String topic, int queueId, long offset, long tagsCode) {
        if (topic.equals(TopicNames.TIMER_TOPIC)) {
            timers.onArrival();
        } else if (topic.equals(TopicNames.SCHEDULE_TOPIC)) {
            levels.onArrival(queueId);
        }
    }

    @Override
    public void forEach(Place place) {
        place.at(TopicNames.TIMER_TOPIC, 0, lowestTimer);
        levels.pending().keySet().forEach(level -> place.at(TopicNames.SCHEDULE_TOPIC, level - 1, levels.next(level)));
    }

    /** No timer below this offset of the timer queue waits. */
    long lowestTimer() {
        return lowestTimer;
    }

    Map<String, Long> pendingTimers() {
        return timers.pending();
    }

    Map<Integer, Long> pendingAtLevels() {
        return levels.pending();
    }

    /** Delivers nothing from now on, and writes the levels' progress. The timers' is in the log. */
    void close() {
        levels.close();
        timers.close();
        if (!levels.offsets().isEmpty()) {
            levelsFile.saveNow();
        }
    }

    private void noteLevels() {
        Map<Integer, Long> offsets = levels.offsets();
        if (!offsets.equals(writtenLevels)) {
            writtenLevels = offsets;
            levelsFile.saveSoon();
        }
    }

    private void noteTimers() {
        timers.checkpoint().ifPresent(checkpoint -> {
            lowestTimer = checkpoint.lowest();
            Map<String, Object> document = document(checkpoint);
            if (!document.equals(timersDocument)) {
                timersDocument = document;
                timersFile.saveSoon();
            }
        });
    }

    private static Map<String, Object> document(TimerCheckpoint checkpoint) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("lowest", checkpoint.lowest());
        document.put("logPosition", checkpoint.logPosition());
        document.put("done", Base64.getEncoder().encodeToString(checkpoint.done()));
        return document;
    }

    private static Optional<TimerCheckpoint> checkpoint(Map<String, Object> document) {
        long lowest = JsonDocument.number(document, "lowest", -1);
        long position = JsonDocument.number(document, "logPosition", 0);
        try {
            byte[] done = Base64.getDecoder().decode(JsonDocument.text(document, "done"));
            return lowest < 0 ? Optional.empty() : Optional.of(new TimerCheckpoint(lowest, position, done));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
