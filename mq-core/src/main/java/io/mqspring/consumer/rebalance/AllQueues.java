package io.mqspring.consumer.rebalance;

import io.mqspring.message.MessageQueue;
import io.mqspring.observe.ClientObserver;
import io.mqspring.observe.RebalanceReason;
import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every member of a broadcasting group has all queues of its topics, whoever else there is. Confined to the client's loop. */
public final class AllQueues implements Assignment {

    private static final Logger log = LoggerFactory.getLogger(AllQueues.class);

    private final Membership self;
    private final AssignmentListener listener;
    private final RouteTable routes;
    private final SerialExecutor loop;
    private final ClientObserver observer;
    private final Map<String, Set<MessageQueue>> owned = new HashMap<>();
    private boolean started;
    private boolean closed;

    /**
     * @param listener takes up and gives up queues
     */
    public AllQueues(
            Membership self,
            AssignmentListener listener,
            RouteTable routes,
            SerialExecutor loop,
            ClientObserver observer) {
        this.self = self;
        this.listener = listener;
        this.routes = routes;
        this.loop = loop;
        this.observer = observer;
    }

    @Override
    public void start() {
        loop.assertCurrent();
        started = true;
        for (String topic : self.topics()) {
            routes.watch(topic);
            routes.known(topic).ifPresent(this::apply);
        }
    }

    /** Members have no say in it. */
    @Override
    public void wake(String reason) {
        log.trace("{}: has all queues, so nothing follows from {}", self.group(), reason);
    }

    @Override
    public void routeChanged(TopicRoute route) {
        loop.assertCurrent();
        if (started && !closed && self.topics().contains(route.topic())) {
            apply(route);
        }
    }

    @Override
    public void close() {
        loop.assertCurrent();
        closed = true;
    }

    private void apply(TopicRoute route) {
        Set<MessageQueue> before = owned.getOrDefault(route.topic(), Set.of());
        Set<MessageQueue> now = new TreeSet<>(route.readable());
        if (now.equals(before)) {
            return;
        }
        owned.put(route.topic(), now);
        Set<MessageQueue> lost = new HashSet<>(before);
        lost.removeAll(now);
        lost.forEach(listener::giveUp);
        now.stream().filter(queue -> !before.contains(queue)).forEach(queue -> listener.takeUp(queue, Duration.ZERO));
        log.debug("{}: broadcasting, has all {} queues of {}", self.group(), now.size(), route.topic());
        observer.onRebalance(
                self.group(),
                route.topic(),
                now.size(),
                before.isEmpty() ? RebalanceReason.START : RebalanceReason.ROUTE);
    }
}
