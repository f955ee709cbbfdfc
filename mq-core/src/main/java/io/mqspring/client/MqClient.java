package io.mqspring.client;

import io.mqspring.admin.MqAdmin;
import io.mqspring.consumer.PollingConsumer;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.fetch.DefaultPullConsumer;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.pull.CacheBudget;
import io.mqspring.message.TopicNames;
import io.mqspring.producer.BrokerVersions;
import io.mqspring.producer.DefaultProducer;
import io.mqspring.producer.DefaultTransactionProducer;
import io.mqspring.producer.Producer;
import io.mqspring.producer.TransactionListener;
import io.mqspring.producer.TransactionProducer;
import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.protocol.UnregisterClientRequest;
import io.mqspring.route.NameServers;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.AnswerWait;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.local.LocalRemotingClient;
import io.mqspring.transport.netty.NettyExecutionBackend;
import io.mqspring.transport.netty.NettyRemotingClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of one cluster: of an embedded broker in this JVM, or of brokers found through name servers. It owns the
 * transport, the routes and the heartbeats that its producer and consumers share. Thread safe; two clients share nothing.
 * Closing it stops its consumers in good order, lets pending sends end, and tells the brokers, within a bounded time.
 */
public final class MqClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MqClient.class);
    private static final String EMBEDDED = "embedded";
    /** What a close waits for beyond the drain. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);

    private final ClientSettings settings;
    private final ExecutionBackend backend;
    private final boolean ownsBackend;
    private final ClientIdentity identity;
    private final SerialExecutor loop;
    private final Map<String, GroupMember> consumers = new ConcurrentHashMap<>();
    private final Set<ClientPollingConsumer> pollingConsumers = ConcurrentHashMap.newKeySet();
    private final RemotingClient remoting;
    private final RouteTable routes;
    private final Heartbeat heartbeat;
    private final Producers producers;
    private final MqAdmin admin;
    private final InstanceDirectory instance;
    private final ConsumerSurroundings surroundings;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private MqClient(
            ClientSettings settings,
            List<String> addresses,
            ExecutionBackend backend,
            boolean ownsBackend,
            boolean embedded,
            RemotingFactory transport) {
        this.settings = settings;
        this.backend = backend;
        this.ownsBackend = ownsBackend;
        this.identity = ClientIdentity.create(backend);
        this.loop = backend.eventLoop(identity.clientId());
        this.remoting = transport.create(backend, loop, new ServerRequests(consumers, this::check, this::replied));
        NameServers nameServers = new NameServers(remoting, addresses, settings.requestTimeout(), backend.newRandom());
        this.routes = new RouteTable(nameServers, loop, settings.routeRefresh(), backend.newRandom());
        this.heartbeat = new Heartbeat(
                remoting,
                routes,
                loop,
                backend.time(),
                settings.heartbeatInterval(),
                settings.requestTimeout(),
                this::heartbeatContent);
        this.producers = new Producers(
                settings.producer(),
                of -> new DefaultProducer(
                        remoting,
                        routes,
                        addresses,
                        backend,
                        loop,
                        of,
                        identity.ids(),
                        settings.observer(),
                        embedded ? BrokerVersions.CURRENT : heartbeat::versionOf,
                        new HeartbeatPresence(identity.clientId(), heartbeat)));
        this.admin = new MqAdmin(remoting, nameServers, routes, backend, settings.requestTimeout());
        TopicCreation creation = new TopicCreation(remoting, routes, addresses.get(0), settings.requestTimeout());
        Function<Collection<String>, CompletableFuture<Void>> prepareTopics =
                embedded ? creation::ensure : topics -> CompletableFuture.completedFuture(null);
        this.instance = new InstanceDirectory(settings.localState(), settings.application());
        this.surroundings = new ConsumerSurroundings(
                identity.clientId(),
                settings,
                backend,
                new BrokerLink(remoting, routes, loop, settings.requestTimeout()),
                routes,
                new CacheBudget(settings.maxCachedBytes(), loop),
                heartbeat,
                instance,
                prepareTopics,
                this::leave);
    }

    /** Connects to a broker in this JVM, sharing its threads. */
    public static MqClient connect(BrokerEndpoint broker) {
        return connect(ClientSettings.defaults(), broker);
    }

    /** Connects to a broker in this JVM, sharing its threads. */
    public static MqClient connect(ClientSettings settings, BrokerEndpoint broker) {
        RemotingFactory transport =
                (backend, loop, toClient) -> new LocalRemotingClient(broker, loop, backend.time(), toClient);
        return new MqClient(settings, List.of(EMBEDDED), broker.backend(), false, true, transport).begin();
    }

    /**
     * Connects to a cluster over TCP, with threads of its own.
     *
     * @param nameServers {@code host:port}, several separated by {@code ,} or {@code ;}
     * @throws IllegalArgumentException naming the address that is none
     */
    public static MqClient connect(String nameServers) {
        return connect(ClientSettings.defaults(), nameServers);
    }

    /** As {@link #connect(String)}, with settings. */
    public static MqClient connect(ClientSettings settings, String nameServers) {
        List<String> addresses = NameServerList.parse(nameServers);
        return new MqClient(settings, addresses, NettyExecutionBackend.create(), true, false, tcp(settings)).begin();
    }

    /**
     * Connects to a cluster over TCP, on somebody else's threads.
     *
     * @param backend a {@link NettyExecutionBackend}; outlives the client
     */
    public static MqClient connect(ClientSettings settings, String nameServers, ExecutionBackend backend) {
        return connect(settings, NameServerList.parse(nameServers), backend, tcp(settings));
    }

    /**
     * Connects over any transport.
     *
     * @param nameServers addresses that the transport understands
     * @param backend outlives the client
     */
    public static MqClient connect(
            ClientSettings settings, List<String> nameServers, ExecutionBackend backend, RemotingFactory transport) {
        return new MqClient(settings, nameServers, backend, false, false, transport).begin();
    }

    private static RemotingFactory tcp(ClientSettings settings) {
        return (backend, loop, toClient) -> new NettyRemotingClient(backend, loop, toClient, settings.security());
    }

    /** This client, as brokers list it among a group's members. */
    public String clientId() {
        return identity.clientId();
    }

    /** The client's producer. */
    public Producer producer() {
        return producers.main();
    }

    /**
     * A producer with transactions; brokers know of it from now on, and ask its listener about open ones.
     *
     * @throws IllegalArgumentException when the group's name is illegal, or the client has such a producer of the group
     */
    public TransactionProducer transactionProducer(String group, TransactionListener listener) {
        TransactionProducer added = producers.add(
                group,
                sender -> new DefaultTransactionProducer(
                        sender, remoting, routes, backend.workers(), listener, () -> leaveProducers(group)));
        // Every broker that may hold half messages has this topic.
        routes.watch(TopicNames.HALF_TOPIC);
        heartbeat.soon();
        if (closing.get()) {
            added.close();
            throw new IllegalStateException("the client is closed");
        }
        return added;
    }

    /**
     * Begins a push consumer of a group.
     *
     * @throws IllegalArgumentException when the name is illegal
     */
    public PushConsumer.Builder pushConsumer(String group) {
        long version = backend.time().wallMillis();
        return new PushConsumerBuilder(group, version, settings.allocation(), this::begin);
    }

    /** A pull consumer of a group. */
    public PullConsumer pullConsumer(String group) {
        return new DefaultPullConsumer(group, remoting, routes, backend, settings.requestTimeout());
    }

    /**
     * Begins a polling consumer of a group: one that queues are assigned to, or one that subscribes as a member of the group.
     *
     * @throws IllegalArgumentException when the name is illegal
     */
    public PollingConsumer.Builder pollingConsumer(String group) {
        PullConsumer direct = pullConsumer(group);
        return new PollingConsumerBuilder(
                group,
                (settings, filters) -> begin(new ClientPollingConsumer(
                        group,
                        settings,
                        filters,
                        backend.time().wallMillis(),
                        direct,
                        surroundings,
                        pollingConsumers::remove)));
    }

    /** Questions to the cluster. */
    public MqAdmin admin() {
        return admin;
    }

    /** Closes without waiting; completes when closed, never exceptionally. On an embedded broker's threads, too. */
    public CompletableFuture<Void> shutdown() {
        if (closing.compareAndSet(false, true)) {
            producers.refuseNewSends();
            CompletableFuture<?>[] stops = Stream.<GroupMember>concat(
                            consumers.values().stream(), pollingConsumers.stream())
                    .distinct()
                    .map(consumer -> consumer.stop(settings.drainTimeout()))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(stops)
                    .thenCompose(stopped -> producers.drained(settings.drainTimeout()))
                    .thenCompose(drained -> unregisterProducers())
                    .thenCompose(unregistered -> releaseInstance())
                    .whenComplete((done, failure) -> loop.run(this::release));
        }
        return closed.copy();
    }

    @Override
    public void close() {
        CompletableFuture<Void> done = shutdown();
        if (backend.onEventLoop()) {
            done.thenRun(this::closeBackendLater);
            return;
        }
        try {
            AnswerWait.await(
                    backend,
                    "close",
                    done,
                    settings.drainTimeout().multipliedBy(2).plus(CLOSE_GRACE));
        } catch (RemotingException e) {
            log.warn("Client {} was not closed in good order: {}", identity.clientId(), e.getMessage());
            releaseTransport();
        }
        if (ownsBackend) {
            backend.close();
        }
    }

    private void closeBackendLater() {
        if (ownsBackend) {
            backend.workers().execute(backend::close);
        }
    }

    private MqClient begin() {
        routes.onChange(route -> {
            heartbeat.routeChanged();
            consumers.values().forEach(consumer -> consumer.routeChanged(route));
        });
        loop.execute(heartbeat::start);
        return this;
    }

    private PushConsumer begin(ConsumerPlan plan) {
        if (closing.get()) {
            throw new IllegalStateException("the client is closed");
        }
        ClientPushConsumer consumer = new ClientPushConsumer(plan, surroundings);
        join(plan.group(), consumer);
        consumer.begin();
        if (closing.get()) {
            consumer.stop(Duration.ZERO);
        }
        return consumer;
    }

    private PollingConsumer begin(ClientPollingConsumer consumer) {
        if (closing.get()) {
            throw new IllegalStateException("the client is closed");
        }
        if (consumer.isMember()) {
            join(consumer.group(), consumer);
        }
        pollingConsumers.add(consumer);
        consumer.start();
        if (closing.get()) {
            consumer.stop(Duration.ZERO);
        }
        return consumer;
    }

    private void join(String group, GroupMember member) {
        if (consumers.putIfAbsent(group, member) != null) {
            throw new IllegalArgumentException("this client already has a consumer of group '" + group
                    + "': subscribe it to all topics, or use another group or client");
        }
    }

    private HeartbeatRequest heartbeatContent() {
        return new HeartbeatRequest(
                identity.clientId(),
                producers.groups(),
                consumers.values().stream()
                        .filter(GroupMember::hasJoined)
                        .map(GroupMember::heartbeat)
                        .toList());
    }

    private CompletableFuture<Void> leave(String group) {
        consumers.remove(group);
        return tellAll(new UnregisterClientRequest(identity.clientId(), null, group));
    }

    private void check(Peer broker, CheckTransactionRequest question) {
        producers.check(broker, question);
    }

    private void replied(PushReplyRequest reply) {
        producers.main().replied(reply);
    }

    private CompletableFuture<Void> leaveProducers(String group) {
        producers.remove(group);
        return tellAll(new UnregisterClientRequest(identity.clientId(), group, null));
    }

    private CompletableFuture<Void> unregisterProducers() {
        return CompletableFuture.allOf(producers.groups().stream()
                .map(group -> tellAll(new UnregisterClientRequest(identity.clientId(), group, null)))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Completes when all brokers have answered or their time is over; never exceptionally. */
    private CompletableFuture<Void> tellAll(UnregisterClientRequest request) {
        return CompletableFuture.allOf(routes.addresses().stream()
                .map(address -> remoting.exchange(address, request, settings.requestTimeout())
                        .handle((answer, failure) -> null))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Off the loop: it touches files. Completes when done, never exceptionally. */
    private CompletableFuture<Void> releaseInstance() {
        CompletableFuture<Void> released = new CompletableFuture<>();
        try {
            backend.workers().execute(() -> {
                instance.close();
                released.complete(null);
            });
        } catch (RejectedExecutionException e) {
            released.complete(null);
        }
        return released;
    }

    private void release() {
        heartbeat.close();
        releaseTransport();
        loop.close();
        closed.complete(null);
    }

    private void releaseTransport() {
        producers.close();
        routes.close();
        remoting.close();
    }
}
