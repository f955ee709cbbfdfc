package io.mqspring.broker;

import io.mqspring.broker.claim.QueueClaims;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.broker.group.RequestFilters;
import io.mqspring.broker.handler.GroupProgress;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.MessageCounter;
import io.mqspring.broker.handler.PullPolicy;
import io.mqspring.broker.handler.ReaderThreads;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.handler.admin.AdminParts;
import io.mqspring.broker.handover.TimerHandOver;
import io.mqspring.broker.naming.BrokerIdentity;
import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.broker.poll.LongPollHold;
import io.mqspring.broker.pop.PopParts;
import io.mqspring.broker.pop.PopService;
import io.mqspring.broker.stats.BrokerFigures;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.transaction.TransactionCoordinator;
import io.mqspring.broker.transaction.TransactionRules;
import io.mqspring.message.HostAddress;
import io.mqspring.message.TopicNames;
import io.mqspring.message.UniqueIds;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.LogMessageStore;
import io.mqspring.store.MessageStore;
import io.mqspring.store.StoreStats;
import io.mqspring.store.disk.Disk;
import io.mqspring.store.disk.MappedDisk;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RequestHandler;
import io.mqspring.transport.local.LocalEndpoint;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable broker in this JVM, its own name server, over one data directory. It serves clients of the same JVM without a
 * socket, and others if it is given a port. This class puts the parts together, starts and stops them; it runs on its
 * starter's and closer's threads and is thread safe.
 */
public final class EmbeddedBroker implements BrokerEndpoint, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ExecutionBackend backend;
    private final boolean ownsBackend;
    private final SerialExecutor executor;
    private final MessageStore store;
    private final BrokerConfig config;
    private final LongPollHold hold;
    private final GroupRegistry groups;
    private final KeptLocks locks;
    private final QueueClaims claims;
    private final Delays delays;
    private final ProducerGroups producers;
    private final TransactionCoordinator transactions;
    private final TimerHandOver handOver;
    private final PopService pops;
    private final ReaderThreads readers;
    private final MessageCounter counter;
    private final BrokerFigures figures;
    private final RequestDispatcher dispatcher;
    private final LocalEndpoint local;
    private final @Nullable TcpPort port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(
            BrokerSettings settings, ExecutionBackend backend, boolean ownsBackend, Disk disk, Opened opened) {
        this.backend = backend;
        this.ownsBackend = ownsBackend;
        this.executor = opened.executor();
        this.store = opened.store();
        this.port = opened.port();
        HostAddress storeHost = port == null ? HostAddress.LOCAL : port.storeHost(settings.advertisedAddress());
        ConfigFiles files = new ConfigFiles(disk, executor, backend.time());
        this.config = new BrokerConfig(settings, files, backend.time());
        this.hold = new LongPollHold(
                settings.limits().heldPulls(),
                store::maxOffset,
                store::matches,
                executor,
                backend.time(),
                settings.observer());
        this.handOver = new TimerHandOver(disk);
        this.delays = new Delays(
                store, disk, files, handOver, backend, opened.delayExecutor(), storeHost, settings.retention());
        this.groups = new GroupRegistry(
                executor, backend.time(), settings.groupExpiry(), config.groups(), (group, queues) -> config.topics()
                        .createIfAbsent(TopicNames.retryTopic(group), queues));
        this.locks = new KeptLocks(files, backend.time());
        this.claims = new QueueClaims(
                executor, backend.time(), settings.handOverTimeout(), (group, clientId) -> groups.find(group)
                        .flatMap(found -> found.member(clientId))
                        .isPresent());
        groups.onLeft(claims::memberLeft);
        this.producers = new ProducerGroups(executor, backend.time(), settings.groupExpiry());
        this.transactions = new TransactionCoordinator(
                store,
                executor,
                backend.time(),
                storeHost,
                settings.name(),
                new TransactionRules(
                        settings.transactionTimeout(),
                        settings.transactionCheckInterval(),
                        settings.transactionCheckMax(),
                        settings.retention()),
                config.offsets(),
                producers,
                (topic, queues) -> config.topics().createIfAbsent(topic, Math.max(queues, settings.defaultQueues())));
        this.pops = new PopService(
                new PopParts(
                        store,
                        config.topics(),
                        config.groups(),
                        config.offsets(),
                        config.pops(),
                        backend.time(),
                        backend.newRandom(),
                        settings.name(),
                        storeHost),
                () -> backend.thread("mq-pop-" + settings.name()));
        this.readers = new ReaderThreads(n -> backend.thread("mq-read-" + settings.name() + "-" + n));
        this.figures = new BrokerFigures(backend.time(), settings.cluster());
        this.counter = new MessageCounter(settings.observer(), figures);
        this.dispatcher = dispatcher(settings, storeHost);
        this.local = new LocalEndpoint(dispatcher, backend);
    }

    /** Starts a broker on threads of its own. */
    public static EmbeddedBroker start(BrokerSettings settings) {
        NettyExecutionBackend backend = NettyExecutionBackend.create();
        try {
            return start(settings, backend, true, disk(settings));
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    /** Starts a broker on given threads, which outlive it. */
    public static EmbeddedBroker start(BrokerSettings settings, ExecutionBackend backend) {
        return start(settings, backend, false, disk(settings));
    }

    /**
     * Starts a broker on given threads, which outlive it, and a given disk, which is closed with it.
     *
     * @throws io.mqspring.store.disk.DirectoryInUseException if someone else has the directory
     * @throws io.mqspring.store.StoreException if the directory cannot be used
     * @throws io.mqspring.transport.AddressUnavailableException if the port cannot be had
     */
    public static EmbeddedBroker start(BrokerSettings settings, ExecutionBackend backend, Disk disk) {
        return start(settings, backend, false, disk);
    }

    private static EmbeddedBroker start(
            BrokerSettings settings, ExecutionBackend backend, boolean ownsBackend, Disk disk) {
        long begin = backend.time().nanoTime();
        Opened opened = Opened.open(settings, backend, disk);
        try {
            EmbeddedBroker broker = new EmbeddedBroker(settings, backend, ownsBackend, disk, opened);
            broker.serve(settings, opened);
            broker.announce(settings, begin);
            return broker;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Disk disk(BrokerSettings settings) {
        return MappedDisk.at(settings.directory(), settings.application());
    }

    private RequestDispatcher dispatcher(BrokerSettings settings, HostAddress storeHost) {
        RandomGenerator random = backend.newRandom();
        UniqueIds ids = new UniqueIds(
                storeHost,
                backend.identity().processId(),
                random.nextInt(),
                backend.time().wallMillis());
        BrokerIdentity identity = new BrokerIdentity(settings.name(), settings.cluster(), settings.advertisedAddress());
        return BrokerHandlers.create(
                new HandlerParts(
                        store,
                        config.topics(),
                        config.groups(),
                        config.writer(),
                        groups,
                        new RequestFilters(),
                        producers,
                        transactions,
                        config.offsets(),
                        locks.locks(),
                        claims,
                        hold,
                        pops,
                        config.requestModes(),
                        delays.timers(),
                        readers,
                        counter,
                        new PullPolicy(settings.longPolling(), settings.shortPolling()),
                        identity,
                        new BrokerRoutes(config.topics(), identity, config.kv()),
                        figures,
                        new GroupProgress(config.topics(), config.offsets(), store, figures, settings.name()),
                        storeHost,
                        ids,
                        settings.maxBodyBytes(),
                        backend.time()),
                new AdminParts(
                        config.kv(),
                        new BrokerRemovals(config, store, hold, figures),
                        () -> OfficialNames.of(settings, storeHost),
                        delays::levelOffsets,
                        () -> delays.pendingTimers().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        backend.time().wallMillis()),
                random.nextInt());
    }

    private void serve(BrokerSettings settings, Opened opened) {
        config.restore(store);
        locks.restore();
        opened.arrivals().to((topic, queueId, offset, tagsCode) -> {
            hold.onArrival(topic, queueId, offset, tagsCode);
            delays.onArrival(topic, queueId, offset, tagsCode);
            pops.onArrival(topic, queueId, offset, tagsCode);
        });
        config.start(executor, settings.offsetPersistInterval());
        hold.start(settings.holdSweep());
        figures.start(executor);
        groups.start();
        locks.locks().start(executor);
        claims.start();
        delays.start();
        producers.start();
        transactions.start();
        pops.start();
        store.keep(place -> {
            delays.forEach(place);
            transactions.forEach(place);
        });
        if (port != null) {
            port.serve(dispatcher);
        }
    }

    private void announce(BrokerSettings settings, long begin) {
        if (log.isInfoEnabled()) {
            StoreStats stats = store.stats();
            log.info(
                    "Embedded broker ready in {} ms: data in {} ({} messages, {} free), {}",
                    (backend.time().nanoTime() - begin) / NANOS_PER_MILLI,
                    settings.directory(),
                    stats.records(),
                    ByteCount.of(stats.usableBytes()),
                    port == null ? "no TCP port" : "port " + port.number());
        }
    }

    /** Opens a connection within the JVM. */
    @Override
    public LocalConnection connect(RequestHandler toClient) {
        return local.connect(toClient);
    }

    @Override
    public ExecutionBackend backend() {
        return backend;
    }

    /** What answers requests, for a transport of someone else's. */
    public RequestHandler requestHandler() {
        return dispatcher;
    }

    /** The TCP port that is served, if one is. */
    public OptionalInt port() {
        return port == null ? OptionalInt.empty() : OptionalInt.of(port.number());
    }

    /**
     * Creates a topic to read and write if there is none with that name; one that exists stays as it is.
     *
     * @throws IllegalArgumentException if the name or the number of queues is not allowed
     */
    public void createTopic(String name, int queues) {
        if (Topic.isInternal(TopicNames.checkTopic(name))) {
            throw new IllegalArgumentException("topic '" + name + "' is the broker's own and cannot be created");
        }
        config.topics().createIfAbsent(name, queues);
    }

    /** A snapshot of what the broker has done and holds. */
    public BrokerStats stats() {
        return new BrokerStats(
                counter.in(),
                counter.out(),
                hold.size(),
                hold.rescues(),
                groups.all().size(),
                delays.pendingTimers(),
                delays.pendingAtLevels(),
                transactions.open(),
                store.stats());
    }

    /**
     * Stops in order: takes no more requests, answers waiting pulls, writes what is not written, forces and releases the
     * directory. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        dispatcher.close();
        pops.close();
        hold.close();
        claims.close();
        if (port != null) {
            port.close();
        }
        local.close();
        delays.close();
        long lowestTimer = delays.lowestTimer();
        transactions.close();
        readers.close();
        executor.close();
        config.close();
        locks.close();
        store.close();
        handOver.onClosed(lowestTimer);
        log.info("Embedded broker stopped");
        if (ownsBackend) {
            backend.close();
        }
    }

    /** What is open before the broker is complete. */
    private record Opened(
            SerialExecutor executor,
            SerialExecutor delayExecutor,
            ArrivalRelay arrivals,
            MessageStore store,
            @Nullable TcpPort port) {

        static Opened open(BrokerSettings settings, ExecutionBackend backend, Disk disk) {
            ArrivalRelay arrivals = new ArrivalRelay();
            TakeOver.run(settings, backend, disk);
            MessageStore store =
                    LogMessageStore.open(settings.store(), disk, backend, FaultHandler.logging(), arrivals);
            try {
                TcpPort port = settings.port().isEmpty() ? null : TcpPort.bind(settings, backend);
                return new Opened(
                        backend.thread("mq-broker-" + settings.name()),
                        backend.thread("mq-delay-" + settings.name()),
                        arrivals,
                        store,
                        port);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        }

        void close() {
            if (port != null) {
                port.close();
            }
            executor.close();
            delayExecutor.close();
            store.close();
        }
    }
}
