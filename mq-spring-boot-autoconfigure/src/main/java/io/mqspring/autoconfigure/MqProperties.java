package io.mqspring.autoconfigure;

import io.mqspring.client.SubscriptionGuard;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.WhenBehindMinimum;
import io.mqspring.message.BodyCompression.Codec;
import io.mqspring.security.ServerTls;
import io.mqspring.store.FlushMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything below {@code mq}. Immutable. Whether the values make sense together is for the mappers to say.
 *
 * @param enabled Whether messaging is configured at all.
 * @param nameServer Comma-separated list of the cluster's name servers, host:port each. Without it, an embedded broker starts
 *     in this application.
 * @param accessKey Who this application is to brokers of the cluster that know their users.
 * @param secretKey What requests to the cluster are signed with.
 * @param securityToken Token that goes with temporary keys.
 * @param ssl TLS of connections to the cluster.
 * @param embedded Broker in this application.
 * @param listener Defaults of all listeners.
 * @param listeners Settings by listener id, which win over the annotation.
 * @param producer How messages are sent.
 * @param client What all listeners and the producer share.
 */
@ConfigurationProperties("mq")
public record MqProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable List<String> nameServer,
        @Nullable String accessKey,
        @Nullable String secretKey,
        @Nullable String securityToken,
        @DefaultValue Ssl ssl,
        @DefaultValue Embedded embedded,
        @DefaultValue Listener listener,
        @DefaultValue Map<String, ListenerSettings> listeners,
        @DefaultValue Producer producer,
        @DefaultValue Client client) {

    /** The name servers; none means that the broker is embedded. */
    public List<String> nameServers() {
        return nameServer == null ? List.of() : nameServer;
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "MqProperties[enabled=" + enabled + ", nameServer=" + nameServer + "]";
    }

    /**
     * TLS of connections to the cluster.
     *
     * @param enabled Whether connections are encrypted. On when a bundle or a certificate is set.
     * @param bundle SSL bundle with whom to trust, and a key store if the cluster wants this application's certificate.
     * @param verifyHostName Whether a server's certificate must be for the host that was connected to.
     * @param certificate This application's certificate, with its issuers': location of a PEM file, or its text.
     * @param privateKey Its private key: location of a PEM file, or its text.
     * @param privateKeyPassword Password of the private key.
     * @param trustedCertificates Whom to trust: location of a PEM file, or its text. What the JVM trusts unless set.
     */
    public record Ssl(
            @Nullable Boolean enabled,
            @Nullable String bundle,
            @DefaultValue("true") boolean verifyHostName,
            @Nullable String certificate,
            @Nullable String privateKey,
            @Nullable String privateKeyPassword,
            @Nullable String trustedCertificates) {

        /** Whether connections are encrypted. */
        public boolean isOn() {
            return enabled != null ? enabled : bundle != null || pem().isSet();
        }

        /** What is named by files. */
        public Pem pem() {
            return new Pem(certificate, privateKey, privateKeyPassword, trustedCertificates);
        }

        /** Without secrets. */
        @Override
        public String toString() {
            return "Ssl[" + isOn() + "]";
        }
    }

    /** Certificates and keys by their PEM files. */
    public record Pem(
            @Nullable String certificate,
            @Nullable String privateKey,
            @Nullable String privateKeyPassword,
            @Nullable String trustedCertificates) {

        /** Whether anything is named. */
        public boolean isSet() {
            return certificate != null || privateKey != null || trustedCertificates != null;
        }

        /** Without secrets. */
        @Override
        public String toString() {
            return "Pem[" + isSet() + "]";
        }
    }

    /**
     * TLS of the embedded broker's port.
     *
     * @param mode What the port takes: enforcing, TLS only; permissive, TLS and plain connections; disabled, plain
     *     connections. Enforcing when a bundle or a certificate is set.
     * @param bundle SSL bundle with the broker's key store, and a trust store if clients show certificates.
     * @param certificate The broker's certificate, with its issuers': location of a PEM file, or its text.
     * @param privateKey Its private key: location of a PEM file, or its text.
     * @param privateKeyPassword Password of the private key.
     * @param trustedCertificates Whose certificates of clients to trust: location of a PEM file, or its text.
     * @param clientAuth Whether clients show a certificate: none; want, if they have one; need.
     */
    public record EmbeddedSsl(
            ServerTls.@Nullable Mode mode,
            @Nullable String bundle,
            @Nullable String certificate,
            @Nullable String privateKey,
            @Nullable String privateKeyPassword,
            @Nullable String trustedCertificates,
            @DefaultValue("none") ServerTls.ClientAuth clientAuth) {

        /** What the port takes. */
        public ServerTls.Mode modeOrDefault() {
            if (mode != null) {
                return mode;
            }
            return bundle != null || pem().isSet() ? ServerTls.Mode.ENFORCING : ServerTls.Mode.DISABLED;
        }

        /** What is named by files. */
        public Pem pem() {
            return new Pem(certificate, privateKey, privateKeyPassword, trustedCertificates);
        }

        /** Without secrets. */
        @Override
        public String toString() {
            return "EmbeddedSsl[" + modeOrDefault() + "]";
        }
    }

    /**
     * A user of the embedded broker's port. What is not allowed is denied.
     *
     * @param accessKey What the user's requests name. The name below mq.embedded.users unless set.
     * @param secretKey What the user's requests are signed with.
     * @param admin Whether the user may do everything.
     * @param publish Topics the user may send to. A name may end with *.
     * @param subscribe Topics the user may read, in groups of its own. A name may end with *.
     * @param groups Consumer groups the user may be a member of. A name may end with *.
     * @param deny Topics and groups the user may not use, whatever the other lists say. A name may end with *.
     */
    public record User(
            @Nullable String accessKey,
            @Nullable String secretKey,
            @DefaultValue("false") boolean admin,
            @DefaultValue List<String> publish,
            @DefaultValue List<String> subscribe,
            @DefaultValue List<String> groups,
            @DefaultValue List<String> deny) {

        /** Without secrets. */
        @Override
        public String toString() {
            return "User[admin=" + admin + "]";
        }
    }

    /**
     * The embedded broker.
     *
     * @param enabled Whether an embedded broker starts when no name server is set. Needed on a cloud platform, where data on
     *     the local disk does not outlive the instance.
     * @param dataDir Directory of the data, made when it does not exist.
     * @param temporary Whether to use a fresh temporary data directory that is deleted at the end. On in tests, when no data
     *     directory is set.
     * @param port TCP port for other applications and for tools, 0 for any free one. Without it no port is opened.
     * @param address Address to bind the port to. Loopback unless set.
     * @param advertisedAddress Host name or address that other applications are told to connect to.
     * @param flush When a send is answered: sync, when it is forced to disk; async, before, so that a power failure may lose
     *     it.
     * @param flushInterval With flush=async, the longest time between two writes to disk.
     * @param flushSize With flush=async, how much may wait for the next one.
     * @param retention How long messages are kept. Zero keeps them for ever.
     * @param retentionSize How much is kept; beyond it the oldest messages are removed, consumed or not. Zero sets no limit.
     * @param retentionDiskUsage Share of the disk, in percent, that may be in use, by whatever; beyond it the oldest messages
     *     are removed, consumed or not. 100 sets no limit.
     * @param minFreeSpace Free space of the disk below which sends are refused, so that offsets can still be saved.
     * @param autoCreateTopics Whether the first message to a topic creates it.
     * @param defaultQueues Number of queues of a topic that is created by its first message or listener.
     * @param longPolling Whether a pull that finds nothing is held until a message arrives. Otherwise it is held for a
     *     second, and looked at once more.
     * @param maxMessageSize Largest message body.
     * @param handOverTimeout How long a consumer that takes a queue over waits for its last owner to finish what it has begun.
     * @param transaction When producers are asked what became of their transactions.
     * @param maxConnections Connections to the port at once; more are refused.
     * @param maxTopics Topics that exist before a first message may create no other.
     * @param maxGroups Groups that are known before no other may appear by itself.
     * @param ssl TLS of the port.
     * @param users Who may use the port, by name, and for what. Without users anyone who reaches it may do everything. The
     *     application's own client is always served.
     */
    public record Embedded(
            @Nullable Boolean enabled,
            @Nullable String dataDir,
            @DefaultValue("false") boolean temporary,
            @Nullable Integer port,
            @Nullable String address,
            @Nullable String advertisedAddress,
            @DefaultValue("sync") FlushMode flush,
            @DefaultValue("500ms") Duration flushInterval,
            @DefaultValue("4MB") DataSize flushSize,
            @DefaultValue("72h") Duration retention,
            @DefaultValue("0B") DataSize retentionSize,
            @DefaultValue("100") int retentionDiskUsage,
            @DefaultValue("32MB") DataSize minFreeSpace,
            @DefaultValue("true") boolean autoCreateTopics,
            @DefaultValue("4") int defaultQueues,
            @DefaultValue("true") boolean longPolling,
            @DefaultValue("4MB") DataSize maxMessageSize,
            @DefaultValue("30s") Duration handOverTimeout,
            @DefaultValue Transaction transaction,
            @DefaultValue("10000") int maxConnections,
            @DefaultValue("20000") int maxTopics,
            @DefaultValue("10000") int maxGroups,
            @DefaultValue EmbeddedSsl ssl,
            @DefaultValue Map<String, User> users) {

        /** The data directory when none is set. */
        public static final String DEFAULT_DATA_DIR = "mq-data";
    }

    /**
     * When producers are asked what became of their transactions.
     *
     * @param timeout Age from which a message without a verdict is asked about.
     * @param checkInterval Time between two rounds of questions.
     * @param checkMax Questions before a message without a verdict is given up.
     */
    public record Transaction(
            @DefaultValue("6s") Duration timeout,
            @DefaultValue("30s") Duration checkInterval,
            @DefaultValue("15") int checkMax) {}

    /** Where a new group begins. */
    public enum StartPosition {
        /** At the end: only messages sent from now on. */
        LATEST,
        /** At the first message kept. */
        EARLIEST,
        /** At the first message stored at or after start-timestamp. */
        TIMESTAMP,
        /** Nowhere: a group without offsets is an error. */
        FAIL
    }

    /**
     * Defaults of all listeners.
     *
     * @param autoStartup Whether listeners start with the application.
     * @param concurrency Calls of a listener at once.
     * @param ordering Which messages come one after the other: none, those of a queue, or those of a sharding key.
     * @param batchSize Messages per call of a listener that takes a list.
     * @param linger How long the first message of such a call may wait for more.
     * @param warnAfter When a message that is not done with is named in the log, with what its thread is doing.
     * @param consumeTimeout When a message that is not done with counts as failed. Only without an order.
     * @param startFrom Where a new group begins, decided once per group and topic.
     * @param startTimestamp Time to begin at, with start-from=timestamp.
     * @param whenBehindMinimum Where a group goes on whose next messages are gone, because retention was faster: at the first
     *     message kept, at the end, or nowhere.
     * @param maxAttempts Deliveries again after a failure, before a message is dead-lettered.
     * @param retryDelays Comma-separated list of delays before these. The last one repeats.
     * @param retryMultiplier From the last of these delays to the next, and so on. Without it the last one repeats.
     * @param retryMaxDelay With a multiplier, no delay grows longer.
     * @param orderedRetryDelays Comma-separated list of delays before the deliveries again of a listener with an order, which
     *     happen in place. After the last one the message is dead-lettered.
     * @param retryJitter By how much the delays vary at random, as a part of them.
     * @param retryFor Classes of failures worth another delivery. Others are dead-lettered at once.
     * @param noRetryFor Classes of failures that are dead-lettered at once.
     * @param pull How messages are pulled.
     */
    public record Listener(
            @DefaultValue("true") boolean autoStartup,
            @DefaultValue("20") int concurrency,
            @DefaultValue("none") Ordering ordering,
            @DefaultValue("32") int batchSize,
            @DefaultValue("0s") Duration linger,
            @DefaultValue("1m") Duration warnAfter,
            @DefaultValue("15m") Duration consumeTimeout,
            @DefaultValue("latest") StartPosition startFrom,
            @Nullable Instant startTimestamp,
            @DefaultValue("earliest") WhenBehindMinimum whenBehindMinimum,
            @DefaultValue("16") int maxAttempts,

            @DefaultValue({
                "10s", "30s", "1m", "2m", "3m", "4m", "5m", "6m", "7m", "8m", "9m", "10m", "20m", "30m", "1h", "2h"
            })
            List<Duration> retryDelays,

            @Nullable Double retryMultiplier,
            @Nullable Duration retryMaxDelay,
            @DefaultValue({"1s", "2s", "4s", "8s", "15s"}) List<Duration> orderedRetryDelays,
            @DefaultValue("0") double retryJitter,
            @Nullable List<Class<? extends Throwable>> retryFor,
            @Nullable List<Class<? extends Throwable>> noRetryFor,
            @DefaultValue Pull pull) {}

    /**
     * How messages are pulled.
     *
     * @param longPolling Whether the broker may hold a pull that finds nothing. Otherwise the listener polls shortly.
     * @param hold How long the broker may hold a pull that finds nothing.
     * @param shortPollInterval Pause between short polls.
     * @param batchSize Messages per pull.
     * @param maxCachedMessages Messages pulled and unfinished, per queue.
     * @param maxSpan Distance between the lowest and the highest unfinished offset, per queue.
     */
    public record Pull(
            @DefaultValue("true") boolean longPolling,
            @DefaultValue("15s") Duration hold,
            @DefaultValue("1s") Duration shortPollInterval,
            @DefaultValue("32") int batchSize,
            @DefaultValue("1000") int maxCachedMessages,
            @DefaultValue("2000") int maxSpan) {}

    /**
     * Settings of one listener; what is not set is as the annotation, or else mq.listener, says.
     *
     * @param autoStartup Whether the listener starts with the application.
     * @param tags Which messages by tag: "a || b", or "*" for all. In place of the annotation's tags or sql.
     * @param sql Which messages by their properties: "amount > 10 AND region = 'EU'". In place of the annotation's tags or sql.
     * @param broadcast Whether every instance gets every message, in place of sharing them.
     * @param concurrency Calls of the listener at once.
     * @param ordering Which messages come one after the other: none, those of a queue, or those of a sharding key.
     * @param batchSize Messages per call of a listener that takes a list.
     * @param linger How long the first message of such a call may wait for more.
     * @param warnAfter When a message that is not done with is named in the log, with what its thread is doing.
     * @param consumeTimeout When a message that is not done with counts as failed. Only without an order.
     * @param startFrom Where a new group begins.
     * @param startTimestamp Time to begin at, with start-from=timestamp.
     * @param whenBehindMinimum Where a group goes on whose next messages are gone, because retention was faster: at the first
     *     message kept, at the end, or nowhere.
     * @param maxAttempts Deliveries again after a failure, before a message is dead-lettered.
     * @param retryDelays Comma-separated list of delays before these. The last one repeats.
     * @param retryMultiplier From the last of these delays to the next, and so on. Without it the last one repeats.
     * @param retryMaxDelay With a multiplier, no delay grows longer.
     * @param orderedRetryDelays Comma-separated list of delays before the deliveries again of a listener with an order, which
     *     happen in place. After the last one the message is dead-lettered.
     * @param retryJitter By how much the delays vary at random, as a part of them.
     * @param retryFor Classes of failures worth another delivery. Others are dead-lettered at once.
     * @param noRetryFor Classes of failures that are dead-lettered at once.
     * @param pull How messages are pulled.
     */
    public record ListenerSettings(
            @Nullable Boolean autoStartup,
            @Nullable String tags,
            @Nullable String sql,
            @Nullable Boolean broadcast,
            @Nullable Integer concurrency,
            @Nullable Ordering ordering,
            @Nullable Integer batchSize,
            @Nullable Duration linger,
            @Nullable Duration warnAfter,
            @Nullable Duration consumeTimeout,
            @Nullable StartPosition startFrom,
            @Nullable Instant startTimestamp,
            @Nullable WhenBehindMinimum whenBehindMinimum,
            @Nullable Integer maxAttempts,
            @Nullable List<Duration> retryDelays,
            @Nullable Double retryMultiplier,
            @Nullable Duration retryMaxDelay,
            @Nullable List<Duration> orderedRetryDelays,
            @Nullable Double retryJitter,
            @Nullable List<Class<? extends Throwable>> retryFor,
            @Nullable List<Class<? extends Throwable>> noRetryFor,
            @DefaultValue PullSettings pull) {}

    /**
     * How one listener's messages are pulled.
     *
     * @param longPolling Whether the broker may hold a pull that finds nothing.
     * @param hold How long the broker may hold a pull that finds nothing.
     * @param shortPollInterval Pause between short polls.
     * @param batchSize Messages per pull.
     * @param maxCachedMessages Messages pulled and unfinished, per queue.
     * @param maxSpan Distance between the lowest and the highest unfinished offset, per queue.
     */
    public record PullSettings(
            @Nullable Boolean longPolling,
            @Nullable Duration hold,
            @Nullable Duration shortPollInterval,
            @Nullable Integer batchSize,
            @Nullable Integer maxCachedMessages,
            @Nullable Integer maxSpan) {}

    /**
     * How messages are sent.
     *
     * @param group Producer group. The application's name unless set.
     * @param sendTimeout Time for a send, retries included.
     * @param maxPending Bodies on their way. A faster producer waits for room, then gets an error.
     * @param retries Further tries after a failure: on other brokers, or for a message with an order on its own queue. While a
     *     broker is busy, a message is tried again for as long as the send may take.
     * @param compressOver Size from which bodies are compressed.
     * @param compression How bodies are compressed: zlib; lz4 or zstd, which need their library on the class path of producers
     *     and consumers; none.
     * @param maxMessageSize Largest message body. Lists of messages are cut into parts of this size.
     * @param avoidSlowBrokers Whether a broker that failed, or answered slowly, is left alone for a while if there is another.
     * @param exactDelays Whether a delay that a RocketMQ 4 broker does not know is an error. Otherwise it gets the next longer of
     *     its levels.
     */
    public record Producer(
            @Nullable String group,
            @DefaultValue("3s") Duration sendTimeout,
            @DefaultValue("8MB") DataSize maxPending,
            @DefaultValue("2") int retries,
            @DefaultValue("4KB") DataSize compressOver,
            @DefaultValue("zlib") Codec compression,
            @DefaultValue("4MB") DataSize maxMessageSize,
            @DefaultValue("true") boolean avoidSlowBrokers,
            @DefaultValue("false") boolean exactDelays) {}

    /**
     * What all listeners and the producer share.
     *
     * @param maxCachedSize Messages pulled and unfinished, of all listeners together: a percentage of the maximum heap, or a
     *     size.
     * @param heartbeatInterval How often brokers are told that this member lives.
     * @param rebalanceInterval How often queues are allocated anew without a notice.
     * @param offsetSyncInterval How often consumed offsets go to the broker.
     * @param drainTimeout How long running listeners may take when the application stops.
     * @param allocation How the queues of a topic are divided over a group's members: average, circle, consistent-hash,
     *     fixed:0,2 for queues with these ids, or the name of an AllocationStrategy bean. All members must agree.
     * @param allocations The same for single groups, by group.
     * @param subscriptionGuard What happens when members of a group subscribe to different things: warn, or fail, so that
     *     the listener that joins does not start.
     * @param offsetsDir Directory where broadcasting listeners keep their offsets, each instance in a directory of its own
     *     below. Unless set: offsets below the embedded broker's data directory, or mq-offsets in the working directory for a
     *     cluster.
     * @param instanceName Name of this instance, the same after each restart: whose offsets it goes on with when it broadcasts.
     *     The application's name unless set; needed where several instances share the directory.
     */
    public record Client(
            @DefaultValue("20%") String maxCachedSize,
            @DefaultValue("30s") Duration heartbeatInterval,
            @DefaultValue("20s") Duration rebalanceInterval,
            @DefaultValue("5s") Duration offsetSyncInterval,
            @DefaultValue("20s") Duration drainTimeout,
            @DefaultValue("average") String allocation,
            @DefaultValue Map<String, String> allocations,
            @DefaultValue("warn") SubscriptionGuard subscriptionGuard,
            @Nullable String offsetsDir,
            @Nullable String instanceName) {}
}
