package io.mqspring.broker;

import io.mqspring.message.TopicNames;
import io.mqspring.observe.BrokerObserver;
import io.mqspring.security.BrokerUser;
import io.mqspring.security.ServerTls;
import io.mqspring.store.FlushMode;
import io.mqspring.store.RetentionLimits;
import io.mqspring.store.StoreSettings;
import io.mqspring.transport.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an embedded broker runs. Begin with {@link #in} and change what should differ.
 *
 * @param directory the data directory; made if it is missing
 * @param name the broker's name
 * @param cluster the cluster's name
 * @param port TCP port to serve, 0 for any free one; empty to open none
 * @param bindAddress where to listen, if there is a port; loopback unless said otherwise
 * @param advertisedAddress {@code host:port} that routes name, or null for the address that the asker used
 * @param flushMode when a send is acknowledged
 * @param flushInterval with asynchronous flush: the longest time between forces
 * @param flushBytes with asynchronous flush: force when so many bytes wait
 * @param retention how long messages are kept; zero keeps them for ever
 * @param retentionBytes how much of the log is kept; zero sets no limit
 * @param retentionDiskUsed share of the disk, from 0 to 1, beyond which the oldest messages go; 1 sets no limit
 * @param keepFreeBytes free space of the disk below which sends are refused, so that offsets can still be saved
 * @param segmentSize bytes of a file of the log, for a new directory
 * @param autoCreateTopics whether a first message creates its topic
 * @param defaultQueues queues of a topic that nobody said more about
 * @param longPolling whether an arrival answers a waiting pull; else the broker looks once more after {@code shortPolling}
 * @param holdSweep how often waiting pulls are looked at without an arrival
 * @param shortPolling how long a pull waits without long polling
 * @param groupExpiry how long a silent member counts as alive
 * @param handOverTimeout how long the next owner of a queue waits for the last one to drain, commit and let go
 * @param offsetPersistInterval how often committed offsets are written to disk
 * @param maxBodyBytes largest body
 * @param transactionTimeout age from which producers are asked about half messages that do not ask for more time themselves
 * @param transactionCheckInterval between two questions
 * @param transactionCheckMax questions before a half message is given up
 * @param limits what requests may make the broker remember
 * @param access whom the port takes: TLS, users, number of connections
 * @param application who runs the broker, told to others who want its directory
 * @param observer told what the broker does
 */
public record BrokerSettings(
        Path directory,
        String name,
        String cluster,
        OptionalInt port,
        String bindAddress,
        @Nullable String advertisedAddress,
        FlushMode flushMode,
        Duration flushInterval,
        int flushBytes,
        Duration retention,
        long retentionBytes,
        double retentionDiskUsed,
        long keepFreeBytes,
        int segmentSize,
        boolean autoCreateTopics,
        int defaultQueues,
        boolean longPolling,
        Duration holdSweep,
        Duration shortPolling,
        Duration groupExpiry,
        Duration handOverTimeout,
        Duration offsetPersistInterval,
        int maxBodyBytes,
        Duration transactionTimeout,
        Duration transactionCheckInterval,
        int transactionCheckMax,
        BrokerLimits limits,
        ServerSettings access,
        String application,
        BrokerObserver observer) {

    private static final int MAX_PORT = 65535;

    public BrokerSettings {
        TopicNames.checkTopic(name);
        TopicNames.checkTopic(cluster);
        if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > MAX_PORT)) {
            throw new IllegalArgumentException(
                    "port " + port.getAsInt() + " does not exist: name one of 1 to 65535, or 0 for any free one");
        }
        if (advertisedAddress != null && !advertisedAddress.matches("[^\\s]+:\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "the advertised address '" + advertisedAddress + "' must be written as host:port");
        }
        if (defaultQueues < 1 || defaultQueues > 1024) {
            throw new IllegalArgumentException(
                    "a topic cannot have " + defaultQueues + " queues by default: allowed are 1 to 1024");
        }
        if (maxBodyBytes < 1) {
            throw new IllegalArgumentException("the largest body must have at least 1 byte, not " + maxBodyBytes);
        }
        positive("holdSweep", holdSweep);
        positive("shortPolling", shortPolling);
        positive("groupExpiry", groupExpiry);
        positive("handOverTimeout", handOverTimeout);
        positive("offsetPersistInterval", offsetPersistInterval);
        positive("transactionTimeout", transactionTimeout);
        positive("transactionCheckInterval", transactionCheckInterval);
        if (transactionCheckMax < 1) {
            throw new IllegalArgumentException("producers must be asked at least once about a half message, not "
                    + transactionCheckMax + " times");
        }
    }

    /** Synchronous flush, 72 hours of retention, no port. */
    public static BrokerSettings in(Path directory) {
        return new BrokerSettings(
                directory,
                "embedded",
                "DefaultCluster",
                OptionalInt.empty(),
                "127.0.0.1",
                null,
                FlushMode.SYNC,
                Duration.ofMillis(500),
                4 * 1024 * 1024,
                Duration.ofHours(72),
                0,
                1,
                32 * 1024 * 1024,
                64 * 1024 * 1024,
                true,
                4,
                true,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(120),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                4 * 1024 * 1024,
                Duration.ofSeconds(6),
                Duration.ofSeconds(30),
                15,
                BrokerLimits.DEFAULTS,
                ServerSettings.DEFAULTS,
                "",
                BrokerObserver.NONE);
    }

    public BrokerSettings withName(String name) {
        return with(draft -> draft.name = name);
    }

    public BrokerSettings withCluster(String cluster) {
        return with(draft -> draft.cluster = cluster);
    }

    public BrokerSettings withPort(int port) {
        return with(draft -> draft.port = OptionalInt.of(port));
    }

    public BrokerSettings withBindAddress(String bindAddress) {
        return with(draft -> draft.bindAddress = bindAddress);
    }

    public BrokerSettings withAdvertisedAddress(String advertisedAddress) {
        return with(draft -> draft.advertisedAddress = advertisedAddress);
    }

    public BrokerSettings withFlushMode(FlushMode flushMode) {
        return with(draft -> draft.flushMode = flushMode);
    }

    public BrokerSettings withRetention(Duration retention) {
        return with(draft -> draft.retention = retention);
    }

    /** With asynchronous flush: the longest time between forces, and force when so many bytes wait. */
    public BrokerSettings withFlush(Duration interval, int bytes) {
        return with(draft -> {
            draft.flushInterval = interval;
            draft.flushBytes = bytes;
        });
    }

    public BrokerSettings withRetentionBytes(long retentionBytes) {
        return with(draft -> draft.retentionBytes = retentionBytes);
    }

    public BrokerSettings withRetentionDiskUsed(double retentionDiskUsed) {
        return with(draft -> draft.retentionDiskUsed = retentionDiskUsed);
    }

    public BrokerSettings withKeepFreeBytes(long keepFreeBytes) {
        return with(draft -> draft.keepFreeBytes = keepFreeBytes);
    }

    public BrokerSettings withSegmentSize(int segmentSize) {
        return with(draft -> draft.segmentSize = segmentSize);
    }

    public BrokerSettings withAutoCreateTopics(boolean autoCreateTopics) {
        return with(draft -> draft.autoCreateTopics = autoCreateTopics);
    }

    public BrokerSettings withDefaultQueues(int defaultQueues) {
        return with(draft -> draft.defaultQueues = defaultQueues);
    }

    public BrokerSettings withLongPolling(boolean longPolling) {
        return with(draft -> draft.longPolling = longPolling);
    }

    public BrokerSettings withHoldSweep(Duration holdSweep) {
        return with(draft -> draft.holdSweep = holdSweep);
    }

    public BrokerSettings withShortPolling(Duration shortPolling) {
        return with(draft -> draft.shortPolling = shortPolling);
    }

    public BrokerSettings withHandOverTimeout(Duration handOverTimeout) {
        return with(draft -> draft.handOverTimeout = handOverTimeout);
    }

    public BrokerSettings withGroupExpiry(Duration groupExpiry) {
        return with(draft -> draft.groupExpiry = groupExpiry);
    }

    public BrokerSettings withOffsetPersistInterval(Duration offsetPersistInterval) {
        return with(draft -> draft.offsetPersistInterval = offsetPersistInterval);
    }

    public BrokerSettings withMaxBodyBytes(int maxBodyBytes) {
        return with(draft -> draft.maxBodyBytes = maxBodyBytes);
    }

    /**
     * @param timeout age from which producers are asked
     * @param interval between two questions
     * @param max questions before a half message is given up
     */
    public BrokerSettings withTransactionChecks(Duration timeout, Duration interval, int max) {
        return with(draft -> {
            draft.transactionTimeout = timeout;
            draft.transactionCheckInterval = interval;
            draft.transactionCheckMax = max;
        });
    }

    public BrokerSettings withLimits(BrokerLimits limits) {
        return with(draft -> draft.limits = limits);
    }

    /** With TLS on the port. */
    public BrokerSettings withTls(ServerTls tls) {
        return with(draft -> draft.access = access.withTls(tls));
    }

    /** Serving these users only; clients of the same JVM are always served. */
    public BrokerSettings withUsers(BrokerUser... users) {
        return with(draft -> draft.access = access.withUsers(List.of(users)));
    }

    /** With another limit to the port's connections. */
    public BrokerSettings withMaxConnections(int connections) {
        return with(draft -> draft.access = access.withMaxConnections(connections));
    }

    public BrokerSettings withApplication(String application) {
        return with(draft -> draft.application = application);
    }

    public BrokerSettings withObserver(BrokerObserver observer) {
        return with(draft -> draft.observer = observer);
    }

    StoreSettings store() {
        return StoreSettings.in(directory)
                .withFlushMode(flushMode)
                .withFlush(flushInterval, flushBytes)
                .withRetention(new RetentionLimits(retention, retentionBytes, retentionDiskUsed))
                .withKeepFreeBytes(keepFreeBytes)
                .withSegmentSize(segmentSize)
                .withMaxBodyBytes(maxBodyBytes);
    }

    private static void positive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be longer than zero, not " + duration);
        }
    }

    private BrokerSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** The settings while one of them changes. */
    private static final class Draft {

        private Path directory;
        private String name;
        private String cluster;
        private OptionalInt port;
        private String bindAddress;
        private @Nullable String advertisedAddress;
        private FlushMode flushMode;
        private Duration flushInterval;
        private int flushBytes;
        private Duration retention;
        private long retentionBytes;
        private double retentionDiskUsed;
        private long keepFreeBytes;
        private int segmentSize;
        private boolean autoCreateTopics;
        private int defaultQueues;
        private boolean longPolling;
        private Duration holdSweep;
        private Duration shortPolling;
        private Duration groupExpiry;
        private Duration handOverTimeout;
        private Duration offsetPersistInterval;
        private int maxBodyBytes;
        private Duration transactionTimeout;
        private Duration transactionCheckInterval;
        private int transactionCheckMax;
        private BrokerLimits limits;
        private ServerSettings access;
        private String application;
        private BrokerObserver observer;

        Draft(BrokerSettings from) {
            this.directory = from.directory;
            this.name = from.name;
            this.cluster = from.cluster;
            this.port = from.port;
            this.bindAddress = from.bindAddress;
            this.advertisedAddress = from.advertisedAddress;
            this.flushMode = from.flushMode;
            this.flushInterval = from.flushInterval;
            this.flushBytes = from.flushBytes;
            this.retention = from.retention;
            this.retentionBytes = from.retentionBytes;
            this.retentionDiskUsed = from.retentionDiskUsed;
            this.keepFreeBytes = from.keepFreeBytes;
            this.segmentSize = from.segmentSize;
            this.autoCreateTopics = from.autoCreateTopics;
            this.defaultQueues = from.defaultQueues;
            this.longPolling = from.longPolling;
            this.holdSweep = from.holdSweep;
            this.shortPolling = from.shortPolling;
            this.groupExpiry = from.groupExpiry;
            this.handOverTimeout = from.handOverTimeout;
            this.offsetPersistInterval = from.offsetPersistInterval;
            this.maxBodyBytes = from.maxBodyBytes;
            this.transactionTimeout = from.transactionTimeout;
            this.transactionCheckInterval = from.transactionCheckInterval;
            this.transactionCheckMax = from.transactionCheckMax;
            this.limits = from.limits;
            this.access = from.access;
            this.application = from.application;
            this.observer = from.observer;
        }

        BrokerSettings settings() {
            return new BrokerSettings(
                    directory,
                    name,
                    cluster,
                    port,
                    bindAddress,
                    advertisedAddress,
                    flushMode,
                    flushInterval,
                    flushBytes,
                    retention,
                    retentionBytes,
                    retentionDiskUsed,
                    keepFreeBytes,
                    segmentSize,
                    autoCreateTopics,
                    defaultQueues,
                    longPolling,
                    holdSweep,
                    shortPolling,
                    groupExpiry,
                    handOverTimeout,
                    offsetPersistInterval,
                    maxBodyBytes,
                    transactionTimeout,
                    transactionCheckInterval,
                    transactionCheckMax,
                    limits,
                    access,
                    application,
                    observer);
        }
    }
}
