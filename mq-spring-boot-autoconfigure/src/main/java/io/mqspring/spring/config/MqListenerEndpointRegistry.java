package io.mqspring.spring.config;

import io.mqspring.consumer.StuckCall;
import io.mqspring.runtime.KeepAlive;
import io.mqspring.spring.listener.DeliveryGate;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.MqMessageListenerContainer;
import io.mqspring.spring.listener.MqSubscription;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private final Map<String, MqListenerEndpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, MqMessageListenerContainer> containers = new LinkedHashMap<>();
    private final KeepAlive keepAlive = new KeepAlive("mq-listeners");
    private DeliveryGate gate = DeliveryGate.open();
    private boolean startsWhenReady;
    private boolean started;

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
        lock.lock();
        try {
            rules.check(endpoint, endpoints.values());
            List<MqSubscription> subscriptions = factory.subscriptions(endpoint);
            endpoints.put(endpoint.id(), endpoint);
            MqMessageListenerContainer container =
                    containers.computeIfAbsent(endpoint.group(), group -> factory.container(group, gate));
            container.add(endpoint.id(), subscriptions);
            if (started && !startsWhenReady && factory.startsWithApplication(endpoint)) {
                startLate(container, endpoint.id());
            }
        } finally {
            lock.unlock();
        }
    }

    private void startLate(MqMessageListenerContainer container, String listenerId) {
        Set<String> all = new LinkedHashSet<>(runningIn(container));
        all.add(listenerId);
        if (container.isRunning()) {
            container.stop(drainTimeout);
        }
        container.start(all);
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
        lock.lock();
        try {
            gate.openNow();
            boolean startsNow = startsWhenReady && started;
            startsWhenReady = false;
            if (startsNow) {
                startContainers();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            if (!started) {
                started = true;
                if (!startsWhenReady) {
                    startContainers();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void startContainers() {
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
            container.start(ids);
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
        lock.lock();
        try {
            return started;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** Starts one listener, also one that does not start with the application. */
    public void start(String listenerId) {
        containerOf(listenerId).start(Set.of(listenerId));
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
        lock.lock();
        try {
            return List.copyOf(endpoints.values());
        } finally {
            lock.unlock();
        }
    }

    /** One container per group. */
    public Collection<MqMessageListenerContainer> containers() {
        lock.lock();
        try {
            return List.copyOf(containers.values());
        } finally {
            lock.unlock();
        }
    }

    private static Set<String> runningIn(MqMessageListenerContainer container) {
        Set<String> ids = new LinkedHashSet<>(container.listenerIds());
        ids.removeIf(id -> !container.isRunning(id));
        return ids;
    }

    private MqMessageListenerContainer containerOf(String listenerId) {
        lock.lock();
        try {
            MqListenerEndpoint endpoint = endpoints.get(listenerId);
            MqMessageListenerContainer container = endpoint == null ? null : containers.get(endpoint.group());
            if (container == null) {
                throw new IllegalArgumentException(
                        "There is no listener '" + listenerId + "'; there are " + endpoints.keySet());
            }
            return container;
        } finally {
            lock.unlock();
        }
    }
}
