package io.mqspring.client;

import io.mqspring.consumer.allocation.AllocationStrategy;
import io.mqspring.observe.ClientObserver;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.security.ClientSecurity;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a client behaves. Immutable; start from {@link #defaults()}.
 *
 * @param heartbeatInterval between two heartbeats to every broker
 * @param rebalanceInterval between two looks at a group's division of queues, when nothing happens
 * @param offsetSyncInterval between two commits of consumed offsets to the brokers
 * @param routeRefresh between two questions for a topic's route
 * @param requestTimeout of an exchange that the broker does not hold
 * @param drainTimeout how long a close waits for running listeners and pending sends
 * @param startPatience how long a consumer's start waits until it is decided where its group begins; zero: not at all
 * @param maxCachedBytes messages pulled and unfinished, of all consumers together, in bytes
 * @param producer how messages are sent
 * @param allocation how the queues of a group are divided over its members, unless a consumer says otherwise
 * @param subscriptionGuard what happens when members of a group subscribe to different things
 * @param localState where the offsets of broadcasting groups are kept
 * @param application name, and version if known, of this application, for dead letters; may be empty
 * @param security how it encrypts connections and signs requests
 * @param observer told what happens
 */
public record ClientSettings(
        Duration heartbeatInterval,
        Duration rebalanceInterval,
        Duration offsetSyncInterval,
        Duration routeRefresh,
        Duration requestTimeout,
        Duration drainTimeout,
        Duration startPatience,
        long maxCachedBytes,
        ProducerSettings producer,
        AllocationStrategy allocation,
        SubscriptionGuard subscriptionGuard,
        LocalState localState,
        String application,
        ClientSecurity security,
        ClientObserver observer) {

    private static final int HEAP_SHARE = 5;

    public ClientSettings {
        positive("heartbeatInterval", heartbeatInterval);
        positive("rebalanceInterval", rebalanceInterval);
        positive("offsetSyncInterval", offsetSyncInterval);
        positive("routeRefresh", routeRefresh);
        positive("requestTimeout", requestTimeout);
        notNegative("drainTimeout", drainTimeout);
        notNegative("startPatience", startPatience);
        if (maxCachedBytes < 1) {
            throw new IllegalArgumentException("maxCachedBytes must be positive, but is " + maxCachedBytes);
        }
    }

    /** RocketMQ's intervals, and a fifth of the maximum heap for messages. */
    public static ClientSettings defaults() {
        return new ClientSettings(
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofSeconds(20),
                Duration.ofSeconds(3),
                Runtime.getRuntime().maxMemory() / HEAP_SHARE,
                ProducerSettings.defaults(),
                AllocationStrategy.average(),
                SubscriptionGuard.WARN,
                LocalState.defaults(),
                "",
                ClientSecurity.NONE,
                ClientObserver.NONE);
    }

    /** With other intervals. */
    public ClientSettings withIntervals(Duration heartbeat, Duration rebalance, Duration offsetSync, Duration route) {
        return with(draft -> {
            draft.heartbeatInterval = heartbeat;
            draft.rebalanceInterval = rebalance;
            draft.offsetSyncInterval = offsetSync;
            draft.routeRefresh = route;
        });
    }

    /** With other patience. */
    public ClientSettings withTimeouts(Duration request, Duration drain, Duration start) {
        return with(draft -> {
            draft.requestTimeout = request;
            draft.drainTimeout = drain;
            draft.startPatience = start;
        });
    }

    public ClientSettings withMaxCachedBytes(long bytes) {
        return with(draft -> draft.maxCachedBytes = bytes);
    }

    public ClientSettings withProducer(ProducerSettings value) {
        return with(draft -> draft.producer = value);
    }

    public ClientSettings withAllocation(AllocationStrategy value) {
        return with(draft -> draft.allocation = value);
    }

    public ClientSettings withSubscriptionGuard(SubscriptionGuard value) {
        return with(draft -> draft.subscriptionGuard = value);
    }

    public ClientSettings withLocalState(LocalState value) {
        return with(draft -> draft.localState = value);
    }

    public ClientSettings withApplication(String nameAndVersion) {
        return with(draft -> draft.application = nameAndVersion);
    }

    public ClientSettings withSecurity(ClientSecurity value) {
        return with(draft -> draft.security = value);
    }

    public ClientSettings withObserver(ClientObserver value) {
        return with(draft -> draft.observer = value);
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }

    private ClientSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** The settings while one of them changes. */
    private static final class Draft {

        private Duration heartbeatInterval;
        private Duration rebalanceInterval;
        private Duration offsetSyncInterval;
        private Duration routeRefresh;
        private Duration requestTimeout;
        private Duration drainTimeout;
        private Duration startPatience;
        private long maxCachedBytes;
        private ProducerSettings producer;
        private AllocationStrategy allocation;
        private SubscriptionGuard subscriptionGuard;
        private LocalState localState;
        private String application;
        private ClientSecurity security;
        private ClientObserver observer;

        Draft(ClientSettings from) {
            this.heartbeatInterval = from.heartbeatInterval;
            this.rebalanceInterval = from.rebalanceInterval;
            this.offsetSyncInterval = from.offsetSyncInterval;
            this.routeRefresh = from.routeRefresh;
            this.requestTimeout = from.requestTimeout;
            this.drainTimeout = from.drainTimeout;
            this.startPatience = from.startPatience;
            this.maxCachedBytes = from.maxCachedBytes;
            this.producer = from.producer;
            this.allocation = from.allocation;
            this.subscriptionGuard = from.subscriptionGuard;
            this.localState = from.localState;
            this.application = from.application;
            this.security = from.security;
            this.observer = from.observer;
        }

        ClientSettings settings() {
            return new ClientSettings(
                    heartbeatInterval,
                    rebalanceInterval,
                    offsetSyncInterval,
                    routeRefresh,
                    requestTimeout,
                    drainTimeout,
                    startPatience,
                    maxCachedBytes,
                    producer,
                    allocation,
                    subscriptionGuard,
                    localState,
                    application,
                    security,
                    observer);
        }
    }
}
