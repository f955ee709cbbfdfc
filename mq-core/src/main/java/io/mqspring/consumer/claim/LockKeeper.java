package io.mqspring.consumer.claim;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.LockQueuesResponse;
import io.mqspring.protocol.UnlockQueuesRequest;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires, renews and gives back a member's locks on queues (codes 41 and 42), at the masters of their brokers. Renewals of one
 * broker's queues travel together. Confined to the client's loop.
 */
final class LockKeeper {

    private static final Logger log = LoggerFactory.getLogger(LockKeeper.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** RocketMQ renews every 20 s; a look at 15 s is the last that is sure to come before. */
    private static final Duration RENEW_FROM = Duration.ofSeconds(15);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final int SAY_AFTER = 5;

    private final String group;
    private final String clientId;
    private final BrokerLink link;
    private final RouteTable routes;
    private final TimeSource time;
    private final Map<MessageQueue, QueueLock> wanted = new HashMap<>();
    private final Map<MessageQueue, QueueLock> held = new TreeMap<>();
    private Cancellable look = () -> {};

    LockKeeper(String group, String clientId, BrokerLink link, RouteTable routes, TimeSource time) {
        this.group = group;
        this.clientId = clientId;
        this.link = link;
        this.routes = routes;
        this.time = time;
    }

    QueueLock lock(MessageQueue queue) {
        return new QueueLock(this, queue, time);
    }

    CompletableFuture<Void> acquire(QueueLock lock) {
        CompletableFuture<Void> acquired = new CompletableFuture<>();
        wanted.put(lock.queue(), lock);
        ask(lock, acquired, 1);
        return acquired;
    }

    private void ask(QueueLock lock, CompletableFuture<Void> acquired, int attempt) {
        MessageQueue queue = lock.queue();
        if (wanted.get(queue) != lock) {
            return;
        }
        long now = time.nanoTime();
        request(queue.brokerName(), List.of(queue)).whenComplete((answer, failure) -> {
            if (wanted.get(queue) != lock) {
                if (answer != null && !held.containsKey(queue) && !wanted.containsKey(queue)) {
                    giveBack(queue);
                }
            } else if (answer == null) {
                wanted.remove(queue);
                acquired.completeExceptionally(failure);
            } else if (answer.locked().contains(queue)) {
                wanted.remove(queue);
                lock.acquired(now);
                held.put(queue, lock);
                keepLooking();
                acquired.complete(null);
            } else {
                if (attempt == SAY_AFTER) {
                    log.info("{}: {} is still locked by another member; waiting for it", group, queue);
                }
                link.loop().schedule(() -> ask(lock, acquired, attempt + 1), ASK_AGAIN);
            }
        });
    }

    CompletableFuture<Void> release(QueueLock lock) {
        MessageQueue queue = lock.queue();
        wanted.remove(queue, lock);
        lock.forget();
        if (!held.remove(queue, lock)) {
            return CompletableFuture.completedFuture(null);
        }
        if (held.isEmpty()) {
            look.cancel();
            look = () -> {};
        }
        return giveBack(queue);
    }

    private CompletableFuture<Void> giveBack(MessageQueue queue) {
        Optional<String> master = routes.masterAddress(queue.brokerName());
        return master.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : link.ask(master.get(), new UnlockQueuesRequest(clientId, group, List.of(queue)))
                        .handle((done, failure) -> {
                            if (failure != null) {
                                log.debug("{}: the lock on {} runs out by itself", group, queue, failure);
                            }
                            return null;
                        });
    }

    private void keepLooking() {
        if (held.size() == 1) {
            look.cancel();
            look = link.loop().scheduleWithFixedDelay(this::look, LOOK);
        }
    }

    private void look() {
        Map<String, List<MessageQueue>> due = new TreeMap<>();
        for (QueueLock lock : List.copyOf(held.values())) {
            if (!lock.isFresh()) {
                lose(lock, "it could not be renewed in time");
            } else if (lock.age().compareTo(RENEW_FROM) >= 0) {
                due.computeIfAbsent(lock.queue().brokerName(), any -> new ArrayList<>())
                        .add(lock.queue());
            }
        }
        due.forEach(this::renew);
    }

    private void renew(String broker, List<MessageQueue> queues) {
        Map<MessageQueue, QueueLock> asked = new TreeMap<>();
        queues.forEach(queue -> asked.put(queue, held.get(queue)));
        long now = time.nanoTime();
        request(broker, queues).whenComplete((answer, failure) -> {
            if (answer == null) {
                log.debug("{}: locks at {} could not be renewed, trying again", group, broker, failure);
                return;
            }
            asked.forEach((queue, lock) -> {
                if (held.get(queue) != lock) {
                    return;
                }
                if (!answer.locked().contains(queue)) {
                    lose(lock, "another member has it");
                } else {
                    lock.renewed(now);
                    if (!lock.isHeld()) {
                        held.remove(queue);
                    }
                }
            });
        });
    }

    private void lose(QueueLock lock, String why) {
        held.remove(lock.queue());
        log.warn(
                "{}: the lock on {} is lost, since {}; what was pulled is dropped, and the queue is consumed from the committed"
                        + " offset once the lock is back",
                group,
                lock.queue(),
                why);
        lock.lost();
    }

    private CompletableFuture<LockQueuesResponse> request(String broker, List<MessageQueue> queues) {
        Optional<String> master = routes.masterAddress(broker);
        if (master.isEmpty()) {
            return CompletableFuture.failedFuture(new RemotingException(
                    RemotingException.Kind.CONNECT_FAILED, "no master of broker " + broker + " is known"));
        }
        CompletableFuture<LockQueuesResponse> answer =
                link.ask(master.get(), new LockQueuesRequest(clientId, group, queues));
        answer.whenComplete((locked, failure) -> link.note(broker, failure));
        return answer;
    }
}
