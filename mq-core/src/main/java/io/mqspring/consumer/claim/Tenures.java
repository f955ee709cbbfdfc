package io.mqspring.consumer.claim;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.observe.ClientObserver;
import io.mqspring.protocol.Claimant;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.Optional;

/** Begins terms of ownership for one member of a group. One per consumer; confined to the client's loop. */
public final class Tenures {

    private final String group;
    private final String clientId;
    private final BrokerLink link;
    private final RouteTable routes;
    private final ClaimingBrokers brokers;
    private final TimeSource time;
    private final ClientObserver observer;
    private final LockKeeper locks;
    private long lastTerm = Long.MIN_VALUE;

    public Tenures(
            String group,
            String clientId,
            BrokerLink link,
            RouteTable routes,
            ClaimingBrokers brokers,
            TimeSource time,
            ClientObserver observer) {
        this.group = group;
        this.clientId = clientId;
        this.link = link;
        this.routes = routes;
        this.brokers = brokers;
        this.time = time;
        this.observer = observer;
        this.locks = new LockKeeper(group, clientId, link, routes, time);
    }

    /**
     * Begins a term; nothing is asked for yet.
     *
     * @param locked whether the queue is consumed in order, so that it is not touched without the broker's lock
     */
    public Tenure begin(MessageQueue queue, boolean locked) {
        link.loop().assertCurrent();
        lastTerm = Math.max(lastTerm + 1, time.nanoTime());
        return new Tenure(this, queue, new Claimant(clientId, lastTerm), locked ? locks.lock(queue) : null);
    }

    String group() {
        return group;
    }

    BrokerLink link() {
        return link;
    }

    ClientObserver observer() {
        return observer;
    }

    /** The broker that keeps the queue, if it knows claims. */
    Optional<ClaimingBroker> broker(MessageQueue queue) {
        return routes.masterAddress(queue.brokerName()).flatMap(address -> brokers.handOverTimeout(address)
                .map(timeout -> new ClaimingBroker(address, timeout)));
    }

    /** A broker that knows claims. */
    record ClaimingBroker(String address, Duration handOverTimeout) {}
}
