package io.mqspring.broker;

import io.mqspring.broker.handover.OfficialSettings;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.store.StoreException;
import io.mqspring.store.StoreSettings;
import io.mqspring.store.disk.MappedDisk;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passes a data directory to an official Apache RocketMQ broker. {@link #prepare} brings the directory of a stopped broker into
 * the state that an official broker continues from with nothing lost and nothing repeated, and gives the {@code broker.conf}
 * that fits it. The way back needs nothing: {@link EmbeddedBroker} opens what an official broker left. Stateless; blocks its
 * caller.
 */
public final class Graduation {

    private static final int MINUTES_PER_HOUR = 60;
    /** For ever, as hours of an official broker. */
    private static final long FOR_EVER = 876_000;

    private Graduation() {}

    /**
     * Recovers the directory if its broker was killed, completes queues and index, puts waiting timers where an official broker
     * finds them, and closes it cleanly. May be called again, and an embedded broker may be started on it again.
     *
     * @param settings as the broker on it had them; the sizes are the directory's own
     * @return the text of a {@code broker.conf}
     * @throws io.mqspring.store.disk.DirectoryInUseException if a broker runs on the directory
     * @throws StoreException if there is no such directory, or it cannot be completed
     */
    public static String prepare(BrokerSettings settings) {
        if (hasNoLog(settings)) {
            throw new StoreException("There is no data directory '" + settings.directory()
                    + "': it has no commitlog. Name the directory that a broker has written to.");
        }
        ExecutionBackend backend = NettyExecutionBackend.create();
        try {
            // Start and stop write what a kill may have left behind: topics, groups, offsets, the levels' progress.
            BrokerSettings keeping = keepingAll(settings);
            EmbeddedBroker.start(keeping, backend).close();
            TakeOver.moveTimers(keeping, backend, MappedDisk.at(settings.directory(), settings.application()));
            return brokerConf(settings);
        } finally {
            backend.close();
        }
    }

    /**
     * The {@code broker.conf} for a directory as it is. Changes nothing.
     *
     * @throws StoreException if the directory cannot be read
     */
    public static String brokerConf(BrokerSettings settings) {
        Map<String, String> conf = new LinkedHashMap<>();
        conf.put("brokerClusterName", settings.cluster());
        conf.put("brokerName", settings.name());
        conf.put("brokerId", "0");
        conf.put("brokerRole", "ASYNC_MASTER");
        conf.put("namesrvAddr", "127.0.0.1:9876");
        conf.put("listenPort", "10911");
        Path directory = settings.directory().toAbsolutePath().normalize();
        conf.put("storePathRootDir", directory.toString());
        conf.put("storePathCommitLog", directory.resolve("commitlog").toString());
        sizes(settings).forEach((name, size) -> conf.put(name, Long.toString(size)));
        conf.put("commitLogRecoverMaxNum", "1000000");
        conf.put("messageIndexSafe", "true");
        conf.put("flushDiskType", settings.flushMode() + "_FLUSH");
        conf.put("maxMessageSize", Integer.toString(settings.maxBodyBytes()));
        conf.put("autoCreateTopicEnable", Boolean.toString(settings.autoCreateTopics()));
        conf.put("defaultTopicQueueNums", Integer.toString(settings.defaultQueues()));
        conf.put("fileReservedTime", Long.toString(hours(settings.retention())));
        conf.put("cleanFileForciblyEnable", "false");
        conf.put("diskMaxUsedSpaceRatio", "95");
        StringBuilder text = new StringBuilder("# For " + directory + "; what each line is for: docs/graduate.md\n");
        conf.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static boolean hasNoLog(BrokerSettings settings) {
        try {
            return MappedDisk.at(settings.directory(), "").list("commitlog").isEmpty();
        } catch (IOException e) {
            throw unreadable(settings, e);
        }
    }

    private static StoreException unreadable(BrokerSettings settings, IOException cause) {
        return new StoreException("'" + settings.directory() + "' cannot be read: " + cause.getMessage(), cause);
    }

    private static Map<String, Long> sizes(BrokerSettings settings) {
        StoreSettings store = settings.store();
        Map<String, Long> defaults = new LinkedHashMap<>();
        defaults.put("mappedFileSizeCommitLog", (long) store.segmentSize());
        defaults.put("mappedFileSizeConsumeQueue", store.queueFileEntries() * 20L);
        defaults.put("maxHashSlotNum", (long) store.indexSlots());
        defaults.put("maxIndexNum", (long) store.indexEntries());
        try {
            return OfficialSettings.sizes(MappedDisk.at(settings.directory(), ""), defaults);
        } catch (IOException e) {
            throw unreadable(settings, e);
        }
    }

    /** Never less than was asked for. */
    private static long hours(Duration retention) {
        return retention.isZero() ? FOR_EVER : (retention.toMinutes() + MINUTES_PER_HOUR - 1) / MINUTES_PER_HOUR;
    }

    /** The same broker without a port, and without removing anything because of its age. */
    private static BrokerSettings keepingAll(BrokerSettings settings) {
        return BrokerSettings.in(settings.directory())
                .withName(settings.name())
                .withCluster(settings.cluster())
                .withFlushMode(settings.flushMode())
                .withRetention(Duration.ZERO)
                .withSegmentSize(settings.segmentSize())
                .withAutoCreateTopics(settings.autoCreateTopics())
                .withDefaultQueues(settings.defaultQueues())
                .withMaxBodyBytes(settings.maxBodyBytes())
                .withApplication(settings.application());
    }
}
