package io.mqspring.client;

import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.HeartbeatResponse;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every known broker who this client is and what its groups subscribe to: at an interval, and soon after something
 * has changed. Remembers the brokers' versions from their answers. Confined to the client's loop, except {@link #soon} and
 * {@link #brokerVersion}.
 */
final class Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration SPACING = Duration.ofMillis(100);

    private final RemotingClient remoting;
    private final RouteTable routes;
    private final SerialExecutor loop;
    private final Duration interval;
    private final Duration timeout;
    private final Supplier<HeartbeatRequest> content;
    private final ConcurrentMap<String, Integer> versions = new ConcurrentHashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private Cancellable repeating = () -> {};
    private boolean resting;
    private boolean wanted;
    private boolean closed;

    /**
     * @param content what to tell now; called on the loop
     */
    Heartbeat(
            RemotingClient remoting,
            RouteTable routes,
            SerialExecutor loop,
            Duration interval,
            Duration timeout,
            Supplier<HeartbeatRequest> content) {
        this.remoting = remoting;
        this.routes = routes;
        this.loop = loop;
        this.interval = interval;
        this.timeout = timeout;
        this.content = content;
    }

    void start() {
        loop.assertCurrent();
        repeating = loop.scheduleWithFixedDelay(this::beat, interval);
    }

    /** Beats soon; a burst of wishes is one heartbeat. Any thread. */
    void soon() {
        try {
            loop.run(this::wish);
        } catch (RejectedExecutionException e) {
            // The client is closed, and nobody is to be told any more.
        }
    }

    /** A route has changed: brokers that have not heard of this client yet do so now. */
    void routeChanged() {
        loop.assertCurrent();
        if (!told.containsAll(routes.masterAddresses())) {
            wish();
        }
    }

    /**
     * Beats.
     *
     * @return completes on the loop when all brokers have answered, or not; never exceptionally
     */
    CompletableFuture<Void> beat() {
        loop.assertCurrent();
        HeartbeatRequest request = content.get();
        if (closed || (request.consumers().isEmpty() && request.producerGroups().isEmpty())) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (String address : routes.masterAddresses()) {
            told.add(address);
            CompletableFuture<Void> answered = new CompletableFuture<>();
            answers.add(answered);
            remoting.exchange(address, request, timeout).whenComplete((response, failure) -> {
                try {
                    loop.run(() -> {
                        answered(address, response, failure);
                        answered.complete(null);
                    });
                } catch (RejectedExecutionException e) {
                    answered.complete(null);
                }
            });
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    }

    /** The version of the broker at an address as its last answer told; 0 if it has never answered. Any thread. */
    int brokerVersion(String address) {
        return versions.getOrDefault(address, 0);
    }

    void close() {
        loop.assertCurrent();
        closed = true;
        repeating.cancel();
    }

    private void wish() {
        if (closed) {
            return;
        }
        if (resting) {
            wanted = true;
            return;
        }
        resting = true;
        loop.execute(this::beat);
        loop.schedule(
                () -> {
                    resting = false;
                    if (wanted) {
                        wanted = false;
                        wish();
                    }
                },
                SPACING);
    }

    private void answered(String address, @Nullable HeartbeatResponse response, @Nullable Throwable failure) {
        if (response != null) {
            versions.put(address, response.brokerVersion());
            if (failing.remove(address)) {
                log.info("Broker {} answers heartbeats again", address);
            }
        } else if (!closed && failing.add(address)) {
            told.remove(address);
            String cause = failure == null ? "no answer" : String.valueOf(failure.getMessage());
            log.warn("Broker {} does not answer heartbeats ({}): trying again every {}", address, cause, interval);
        }
    }
}
