package io.mqspring.spring.listener;

import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.StuckCall;
import io.mqspring.message.MessageQueue;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of one consumer group in this application: one consumer, made at each start. A single listener is stopped
 * by pausing its topics, because every member of a group must subscribe to the same; its queues stay with this member until
 * all listeners of the group are stopped. Thread safe.
 */
public final class MqMessageListenerContainer {

    private static final Logger log = LoggerFactory.getLogger(MqMessageListenerContainer.class);

    private final String group;
    private final PushConsumerSource source;
    private final ListeningLog listeningLog;
    private final MqListenerObserver observer;
    private final TimeSource time;
    private final DeliveryGate gate;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<MqSubscription>> listeners = new LinkedHashMap<>();
    private CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);
    /** Read without the lock: metrics ask on an event loop. */
    private volatile Set<String> running = Set.of();

    private volatile @Nullable PushConsumer consumer;

    public MqMessageListenerContainer(
            String group,
            PushConsumerSource source,
            ListeningLog listeningLog,
            MqListenerObserver observer,
            TimeSource time,
            DeliveryGate gate) {
        this.group = group;
        this.source = source;
        this.listeningLog = listeningLog;
        this.observer = observer;
        this.time = time;
        this.gate = gate;
    }

    public String group() {
        return group;
    }

    /** Adds a listener. While the consumer runs, it takes effect with its next start. */
    public void add(String listenerId, List<MqSubscription> subscriptions) {
        lock.lock();
        try {
            listeners.put(listenerId, List.copyOf(subscriptions));
        } finally {
            lock.unlock();
        }
    }

    /** The ids of its listeners. */
    public Set<String> listenerIds() {
        lock.lock();
        try {
            return Set.copyOf(listeners.keySet());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has these listeners begin and, if it does not run, the consumer; does not wait, which {@link #awaitStart} has to do.
     */
    public void begin(Set<String> listenerIds) {
        lock.lock();
        try {
            Set<String> all = new LinkedHashSet<>(running);
            all.addAll(listenerIds);
            running = Set.copyOf(all);
            PushConsumer current = consumer;
            if (running.isEmpty()) {
                return;
            }
            if (current != null) {
                topicsOf(listenerIds).forEach(current::resume);
            } else if (stopping.isDone()) {
                startConsumer();
            } else {
                stopping.thenRun(this::startAfterStop);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, a short bounded time, until it is decided where the group begins.
     *
     * @throws MqListenerDefinitionException when it is clear that the consumer will never consume; it is stopped then
     */
    public void awaitStart() {
        PushConsumer current = consumer;
        if (current == null) {
            return;
        }
        try {
            current.awaitStart();
        } catch (StartRefusedException e) {
            forget(current);
            throw new MqListenerDefinitionException(
                    "The listeners " + listenerIds() + " of group '" + group + "' cannot begin.",
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    private void forget(PushConsumer refused) {
        lock.lock();
        try {
            if (consumer == refused) {
                consumer = null;
                running = Set.of();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops one listener: what was pulled for it is still delivered, unless it was the last of its group. Then the
     * consumer leaves the group as {@link #stop} says.
     */
    public CompletableFuture<Void> stopListener(String listenerId, Duration drainTimeout) {
        lock.lock();
        try {
            Set<String> left = new LinkedHashSet<>(running);
            left.remove(listenerId);
            running = Set.copyOf(left);
            PushConsumer current = consumer;
            if (current == null || running.isEmpty()) {
                return stop(drainTimeout);
            }
            topicsOf(Set.of(listenerId)).forEach(current::pause);
            return CompletableFuture.completedFuture(null);
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the group in good order; see {@link PushConsumer#stop}. Can be started again. */
    public CompletableFuture<Void> stop(Duration drainTimeout) {
        lock.lock();
        try {
            running = Set.of();
            PushConsumer current = consumer;
            if (current != null) {
                consumer = null;
                // What the gate holds back will not finish: waiting for it would be in vain.
                stopping = current.stop(gate.isOpen() ? drainTimeout : Duration.ZERO);
            }
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the consumer is a member of its group. */
    public boolean isRunning() {
        return consumer != null;
    }

    /** Whether a listener is started. */
    public boolean isRunning(String listenerId) {
        return running.contains(listenerId);
    }

    /** The queues this member owns, with its progress; empty when it does not run. */
    public List<QueueProgress> queues() {
        PushConsumer current = consumer;
        return current == null ? List.of() : current.queues();
    }

    /**
     * The queues that are not consumed because the broker does not keep the group's next messages any more; only with {@code
     * mq.listener.when-behind-minimum=fail}.
     */
    public List<MessageQueue> queuesBehindMinimum() {
        return queues().stream()
                .filter(QueueProgress::behindMinimum)
                .map(QueueProgress::queue)
                .toList();
    }

    /**
     * The queues that are not consumed because the group has no offsets on their topic; only with {@code
     * mq.listener.start-from=fail}.
     */
    public List<MessageQueue> queuesWithoutOffset() {
        return queues().stream()
                .filter(QueueProgress::withoutOffset)
                .map(QueueProgress::queue)
                .toList();
    }

    /** Listener calls that last longer than they should; empty when it does not run. */
    public List<StuckCall> stuckCalls() {
        PushConsumer current = consumer;
        return current == null ? List.of() : current.stuckCalls();
    }

    private void startAfterStop() {
        lock.lock();
        try {
            if (consumer == null && !running.isEmpty()) {
                startConsumer();
            }
        } catch (RuntimeException e) {
            sayStopped(e);
            running = Set.of();
        } finally {
            lock.unlock();
        }
        try {
            awaitStart();
        } catch (MqListenerDefinitionException e) {
            sayStopped(e);
        }
    }

    private void sayStopped(RuntimeException reason) {
        log.warn("The listeners of group {} could not be started again and stay stopped", group, reason);
    }

    private void startConsumer() {
        List<MqSubscription> all =
                listeners.values().stream().flatMap(List::stream).toList();
        PushConsumer.Builder builder = source.pushConsumer(group);
        for (MqSubscription each : all) {
            builder.subscribe(
                    each.topic(), each.filter(), each.settings(), new TimedListener(each, group, observer, time, gate));
        }
        if (all.stream().anyMatch(MqSubscription::broadcast)) {
            builder.broadcasting();
        }
        listeningLog.expect(group, all);
        PushConsumer started = builder.begin();
        consumer = started;
        Set<String> idle = new LinkedHashSet<>(listeners.keySet());
        idle.removeAll(running);
        topicsOf(idle).forEach(started::pause);
    }

    private Set<String> topicsOf(Set<String> listenerIds) {
        Set<String> topics = new LinkedHashSet<>();
        for (String id : listenerIds) {
            listeners.getOrDefault(id, List.of()).forEach(each -> topics.add(each.topic()));
        }
        return topics;
    }
}
