package io.mqspring.client;

import io.mqspring.observe.ClientObserver;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.security.ClientSecurity;
import java.time.Duration;

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
                "",
                ClientSecurity.NONE,
                ClientObserver.NONE);
    }

    /** With other intervals. */
    public ClientSettings withIntervals(Duration heartbeat, Duration rebalance, Duration offsetSync, Duration route) {
        return new ClientSettings(
                heartbeat,
                rebalance,
                offsetSync,
                route,
                requestTimeout,
                drainTimeout,
                startPatience,
                maxCachedBytes,
                producer,
                application,
                security,
                observer);
    }

    /** With other patience. */
    public ClientSettings withTimeouts(Duration request, Duration drain, Duration start) {
        return new ClientSettings(
                heartbeatInterval,
                rebalanceInterval,
                offsetSyncInterval,
                routeRefresh,
                request,
                drain,
                start,
                maxCachedBytes,
                producer,
                application,
                security,
                observer);
    }

    public ClientSettings withMaxCachedBytes(long bytes) {
        return new ClientSettings(
                heartbeatInterval,
                rebalanceInterval,
                offsetSyncInterval,
                routeRefresh,
                requestTimeout,
                drainTimeout,
                startPatience,
                bytes,
                producer,
                application,
                security,
                observer);
    }

    public ClientSettings withProducer(ProducerSettings value) {
        return new ClientSettings(
                heartbeatInterval,
                rebalanceInterval,
                offsetSyncInterval,
                routeRefresh,
                requestTimeout,
                drainTimeout,
                startPatience,
                maxCachedBytes,
                value,
                application,
                security,
                observer);
    }

    public ClientSettings withApplication(String nameAndVersion) {
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
                nameAndVersion,
                security,
                observer);
    }

    public ClientSettings withSecurity(ClientSecurity value) {
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
                application,
                value,
                observer);
    }

    public ClientSettings withObserver(ClientObserver value) {
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
                application,
                security,
                value);
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
}
