package io.mqspring.spring.config;

import io.mqspring.consumer.StuckCall;
import io.mqspring.runtime.KeepAlive;
import io.mqspring.spring.listener.DeliveryGate;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqMessageListenerContainer;
import io.mqspring.spring.listener.MqSubscription;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;

/**
 * All listeners of an application: one container per group, started last and stopped first. With
 * {@link #holdUntilReady} or {@link #startWhenReady} no listener is called before {@link #ready}, so that an application that
 * is not ready consumes nothing. They are stopped in parallel and can be started again. Thread safe.
 */
public final class MqListenerEndpointRegistry implements SmartLifecycle {

    /** After everything else at start, before everything else at stop. */
    public static final int PHASE = Integer.MAX_VALUE - 100;

    private final MqListenerContainerFactory factory;
    private final EndpointRules rules;
    private final Duration drainTimeout;

    private final ReentrantLock lock = new ReentrantLock();
    private final KeepAlive keepAlive = new KeepAlive("mq-listeners");
    private DeliveryGate gate = DeliveryGate.open();
    private boolean startsWhenReady;
    private volatile boolean started;
    /** By the ids of their listeners; replaced as a whole under the lock. */
    private volatile Map<String, MqListenerEndpoint> endpoints = Map.of();
    /** By group; replaced as a whole under the lock. */
    private volatile Map<String, MqMessageListenerContainer> containers = Map.of();

    /**
     * @param drainTimeout how long running listeners may take at stop; less than the context's own limit per phase
     */
    public MqListenerEndpointRegistry(MqListenerContainerFactory factory, Duration drainTimeout) {
        this.factory = factory;
        this.rules = new EndpointRules(factory::filter, factory::broadcasts);
        this.drainTimeout = drainTimeout;
    }

    /**
     * Adds a listener; one that comes after the start is started at once.
     *
     * @throws MqListenerDefinitionException when it cannot work, or not beside the others
     */
    public void register(MqListenerEndpoint endpoint) {
        add(endpoint).ifPresent(MqMessageListenerContainer::awaitStart);
    }

    /** The container that begins at once, if it does. */
    private Optional<MqMessageListenerContainer> add(MqListenerEndpoint endpoint) {
        lock.lock();
        try {
            rules.check(endpoint, endpoints.values());
            List<MqSubscription> subscriptions = factory.subscriptions(endpoint);
            MqMessageListenerContainer container = containers.get(endpoint.group());
            if (container == null) {
                container = factory.container(endpoint.group(), gate);
                containers = with(containers, endpoint.group(), container);
            }
            container.add(endpoint.id(), subscriptions);
            endpoints = with(endpoints, endpoint.id(), endpoint);
            if (started && !startsWhenReady && factory.startsWithApplication(endpoint)) {
                beginLate(container, endpoint.id());
                return Optional.of(container);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
        Map<String, V> larger = new LinkedHashMap<>(map);
        larger.put(key, value);
        return Collections.unmodifiableMap(larger);
    }

    private void beginLate(MqMessageListenerContainer container, String listenerId) {
        Set<String> all = new LinkedHashSet<>(runningIn(container));
        all.add(listenerId);
        if (container.isRunning()) {
            container.stop(drainTimeout);
        }
        container.begin(all);
    }

    /**
     * Has {@link #start} wait for {@link #ready}: until then the other members of the groups have the queues. Call it
     * before listeners are registered.
     */
    public void startWhenReady() {
        lock.lock();
        try {
            startsWhenReady = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has listeners join their groups at {@link #start} but called only after {@link #ready}: nothing sent in between is
     * missed. Call it before listeners are registered.
     *
     * @param workers run what was held back
     */
    public void holdUntilReady(Executor workers) {
        lock.lock();
        try {
            gate = DeliveryGate.closed(workers);
        } finally {
            lock.unlock();
        }
    }

    /** The application is ready: listeners begin, if the registry is started. */
    public void ready() {
        boolean startsNow;
        lock.lock();
        try {
            gate.openNow();
            startsNow = startsWhenReady && started;
            startsWhenReady = false;
            if (startsNow) {
                beginAll();
            }
        } finally {
            lock.unlock();
        }
        if (startsNow) {
            awaitAll();
        }
    }

    @Override
    public void start() {
        boolean startsNow;
        lock.lock();
        try {
            startsNow = !started && !startsWhenReady;
            started = true;
            if (startsNow) {
                beginAll();
            }
        } finally {
            lock.unlock();
        }
        if (startsNow) {
            awaitAll();
        }
    }

    private void beginAll() {
        if (!containers.isEmpty()) {
            keepAlive.start();
        }
        for (MqMessageListenerContainer container : containers.values()) {
            Set<String> ids = new LinkedHashSet<>();
            for (MqListenerEndpoint endpoint : endpoints.values()) {
                if (endpoint.group().equals(container.group()) && factory.startsWithApplication(endpoint)) {
                    ids.add(endpoint.id());
                }
            }
            container.begin(ids);
        }
    }

    private void awaitAll() {
        MqListenerDefinitionException failure = null;
        for (MqMessageListenerContainer container : containers.values()) {
            try {
                container.awaitStart();
            } catch (MqListenerDefinitionException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void stop() {
        stopAll().join();
    }

    @Override
    public void stop(Runnable callback) {
        stopAll().whenComplete((done, failure) -> callback.run());
    }

    private CompletableFuture<Void> stopAll() {
        lock.lock();
        try {
            started = false;
            keepAlive.stop();
            return CompletableFuture.allOf(containers.values().stream()
                    .map(container -> container.stop(drainTimeout))
                    .toArray(CompletableFuture<?>[]::new));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** Starts one listener, also one that does not start with the application. */
    public void start(String listenerId) {
        MqMessageListenerContainer container = containerOf(listenerId);
        container.begin(Set.of(listenerId));
        container.awaitStart();
    }

    /** Stops one listener; see {@link MqMessageListenerContainer#stopListener}. */
    public CompletableFuture<Void> stop(String listenerId) {
        return containerOf(listenerId).stopListener(listenerId, drainTimeout);
    }

    /** Whether a listener is started. */
    public boolean isRunning(String listenerId) {
        return containerOf(listenerId).isRunning(listenerId);
    }

    /** Calls of a listener that last longer than they should. */
    public List<StuckCall> stuckCalls(String listenerId) {
        return containerOf(listenerId).stuckCalls().stream()
                .filter(call -> call.listener().equals(listenerId))
                .toList();
    }

    /** All endpoints, in the order of their registration. */
    public List<MqListenerEndpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** One container per group. */
    public Collection<MqMessageListenerContainer> containers() {
        return List.copyOf(containers.values());
    }

    private static Set<String> runningIn(MqMessageListenerContainer container) {
        Set<String> ids = new LinkedHashSet<>(container.listenerIds());
        ids.removeIf(id -> !container.isRunning(id));
        return ids;
    }

    private MqMessageListenerContainer containerOf(String listenerId) {
        Map<String, MqListenerEndpoint> known = endpoints;
        MqListenerEndpoint endpoint = known.get(listenerId);
        MqMessageListenerContainer container = endpoint == null ? null : containers.get(endpoint.group());
        if (container == null) {
            throw new IllegalArgumentException(
                    "There is no listener '" + listenerId + "'; there are " + known.keySet());
        }
        return container;
    }
}
