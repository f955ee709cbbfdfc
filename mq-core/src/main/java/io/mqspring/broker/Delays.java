package io.mqspring.broker;

import io.mqspring.broker.delay.LevelScheduler;
import io.mqspring.broker.delay.TimerScheduler;
import io.mqspring.broker.handover.TimerHandOver;
import io.mqspring.message.HostAddress;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.ArrivalListener;
import io.mqspring.store.MessageStore;
import io.mqspring.store.WaitingRecords;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.timer.TimerIndex;
import java.time.Duration;
import java.util.Map;

/**
 * The two schedulers of delayed messages with the files that hold their progress, on an executor of their own: they read old
 * records and write files, which must hold up nobody else. Thread safe.
 */
final class Delays implements ArrivalListener, WaitingRecords {

    private static final Duration LEVELS_INTERVAL = Duration.ofSeconds(10);

    private final LevelScheduler levels;
    private final TimerScheduler timers;
    private final SerialExecutor executor;
    private final ConfigFile levelsFile;
    private final TimerHandOver handOver;
    private final MessageStore store;
    /** What was last written, to write nothing twice. Confined to the executor. */
    private Map<Integer, Long> writtenLevels = Map.of();

    Delays(
            MessageStore store,
            Disk disk,
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
        this.timers =
                new TimerScheduler(store, () -> TimerIndex.open(disk), executor, backend.time(), storeHost, retention);
        this.levelsFile = files.file(
                "delayOffset.json",
                () -> ConfigDocuments.delayOffsets(
                        levels.offsets(), backend.time().wallMillis()));
    }

    void start() {
        levels.start(levelsFile.load().map(ConfigDocuments::delayOffsets).orElse(Map.of()));
        // What an official broker has delivered is known by this only.
        timers.start(handOver.floor(store.maxOffset(TopicNames.TIMER_TOPIC, 0)));
        executor.scheduleWithFixedDelay(this::noteLevels, LEVELS_INTERVAL);
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
        place.at(TopicNames.TIMER_TOPIC, 0, timers.lowestNoted());
        levels.pending().keySet().forEach(level -> place.at(TopicNames.SCHEDULE_TOPIC, level - 1, levels.next(level)));
    }

    /** No timer below this offset of the timer queue waits. */
    long lowestTimer() {
        return timers.lowestPending();
    }

    Map<String, Long> pendingTimers() {
        return timers.pending();
    }

    Map<Integer, Long> pendingAtLevels() {
        return levels.pending();
    }

    /** How far the delivery of each level has come. */
    Map<Integer, Long> levelOffsets() {
        return levels.offsets();
    }

    TimerScheduler timers() {
        return timers;
    }

    /** Delivers nothing from now on, and writes down how far it came. */
    void close() {
        levels.close();
        timers.close();
        executor.close();
        if (!levels.offsets().isEmpty()) {
            levelsFile.saveNow();
        }
        levelsFile.close();
    }

    private void noteLevels() {
        Map<Integer, Long> offsets = levels.offsets();
        if (!offsets.equals(writtenLevels)) {
            writtenLevels = offsets;
            levelsFile.saveSoon();
        }
    }
}
