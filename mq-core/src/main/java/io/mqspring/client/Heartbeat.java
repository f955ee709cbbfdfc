package io.mqspring.client;

import io.mqspring.admin.ReleaseNames;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.rebalance.Heartbeats;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.HeartbeatResponse;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
 * has changed. Remembers the brokers' versions from their answers. Confined to the client's loop, except {@link #soon},
 * {@link #introduce}, {@link #brokerVersion}, {@link #versionOf}, {@link #refusal} and {@link #handOverTimeout}.
 */
final class Heartbeat implements Heartbeats {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration SPACING = Duration.ofMillis(100);
    /** A broker that lost the connection has forgotten this client: who needs to be known says so again after this. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final RemotingClient remoting;
    private final RouteTable routes;
    private final SerialExecutor loop;
    private final Duration interval;
    private final Duration timeout;
    private final Supplier<HeartbeatRequest> content;
    private final ConcurrentMap<String, Integer> versions = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Duration> handOverTimeouts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CommandFailedException> refusals = new ConcurrentHashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private final TimeSource time;
    /** When brokers last took the producer groups that there are now. */
    private final ConcurrentMap<String, Introduction> introduced = new ConcurrentHashMap<>();

    private Cancellable repeating = () -> {};
    private boolean resting;
    private boolean wanted;
    private boolean toldOfLevels;
    private boolean closed;

    private record Introduction(List<String> producerGroups, long at) {}

    /**
     * @param content what to tell now; called on the loop
     */
    Heartbeat(
            RemotingClient remoting,
            RouteTable routes,
            SerialExecutor loop,
            TimeSource time,
            Duration interval,
            Duration timeout,
            Supplier<HeartbeatRequest> content) {
        this.remoting = remoting;
        this.routes = routes;
        this.loop = loop;
        this.time = time;
        this.interval = interval;
        this.timeout = timeout;
        this.content = content;
    }

    void start() {
        loop.assertCurrent();
        repeating = loop.scheduleWithFixedDelay(this::beat, interval);
    }

    /** Beats soon; a burst of wishes is one heartbeat. Any thread. */
    @Override
    public void soon() {
        try {
            loop.run(this::wish);
        } catch (RejectedExecutionException e) {
            // The client is closed, and nobody is to be told any more.
        }
    }

    /** A route has changed: brokers that have not heard of this client yet do so now. */
    void routeChanged() {
        loop.assertCurrent();
        if (!told.containsAll(targets(content.get()))) {
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
        for (String address : targets(request)) {
            told.add(address);
            answers.add(tell(address, request).handle((version, failure) -> null));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    }

    /**
     * The version of the broker at an address: from its last answer, or asked for by a heartbeat. Any thread.
     *
     * @return fails as an exchange does
     */
    CompletableFuture<Integer> versionOf(String address) {
        Integer known = versions.get(address);
        return known != null ? CompletableFuture.completedFuture(known) : tell(address, content.get());
    }

    /**
     * Makes brokers know the producers of this client: waits only for those that have not heard of them. Any thread.
     *
     * @return completes when they answered, or not; never exceptionally
     */
    CompletableFuture<Void> introduce(Collection<String> addresses) {
        HeartbeatRequest request = content.get();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        long now = time.nanoTime();
        for (String address : addresses) {
            Introduction known = introduced.get(address);
            if (known == null || !known.producerGroups().containsAll(request.producerGroups())) {
                answers.add(tell(address, request).handle((version, failure) -> null));
            } else if (now - known.at() > FRESH.toNanos()) {
                tell(address, request);
            }
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    }

    /** Replicas only serve those who read. */
    private Set<String> targets(HeartbeatRequest request) {
        return request.consumers().isEmpty() ? routes.masterAddresses() : routes.addresses();
    }

    private CompletableFuture<Integer> tell(String address, HeartbeatRequest request) {
        CompletableFuture<Integer> answered = new CompletableFuture<>();
        remoting.exchange(address, request, timeout).whenComplete((response, failure) -> {
            try {
                loop.run(() -> {
                    answered(address, response, failure);
                    if (response != null) {
                        introduced.put(address, new Introduction(request.producerGroups(), time.nanoTime()));
                        answered.complete(response.brokerVersion());
                    } else {
                        answered.completeExceptionally(failure == null ? new IllegalStateException() : failure);
                    }
                });
            } catch (RejectedExecutionException e) {
                answered.completeExceptionally(
                        new RemotingException(RemotingException.Kind.CLOSED, "the client is closed"));
            }
        });
        return answered;
    }

    /** The version of the broker at an address as its last answer told; 0 if it has never answered. Any thread. */
    int brokerVersion(String address) {
        return versions.getOrDefault(address, 0);
    }

    /** How long the broker at an address holds claims of queues; empty if it knows none, or has never answered. Any thread. */
    Optional<Duration> handOverTimeout(String address) {
        return Optional.ofNullable(handOverTimeouts.get(address));
    }

    @Override
    public Optional<CommandFailedException> refusal(String address) {
        return Optional.ofNullable(refusals.get(address));
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

    private void tellOfLevels(String address, int version) {
        if (!toldOfLevels) {
            toldOfLevels = true;
            log.info(
                    "Broker {} is RocketMQ {} and has no exact delays, only its levels of 1 s, 5 s, 10 s, 30 s, 1 to 10 min,"
                            + " 20 min, 30 min, 1 h and 2 h: retries take the nearest one, delayed messages the next longer"
                            + " one, and more than 2 h are refused",
                    address,
                    ReleaseNames.of(version));
        }
    }

    private void answered(String address, @Nullable HeartbeatResponse response, @Nullable Throwable failure) {
        if (failure != null && BrokerLink.cause(failure) instanceof CommandFailedException refused) {
            refusals.put(address, refused);
        } else {
            refusals.remove(address);
        }
        if (response != null) {
            Duration handOver = response.handOverTimeout();
            if (handOver != null) {
                handOverTimeouts.put(address, handOver);
            } else {
                handOverTimeouts.remove(address);
            }
            Integer before = versions.put(address, response.brokerVersion());
            if (before == null && response.brokerVersion() < ProtocolVersion.V5_0_0) {
                tellOfLevels(address, response.brokerVersion());
            }
            if (failing.remove(address)) {
                log.info("Broker {} takes heartbeats again", address);
            }
        } else if (!closed && failing.add(address)) {
            told.remove(address);
            String cause = failure == null ? "no answer" : String.valueOf(failure.getMessage());
            introduced.remove(address);
            log.warn(
                    "Broker {} {} heartbeats ({}): trying again every {}",
                    address,
                    refusals.containsKey(address) ? "refuses" : "does not answer",
                    cause,
                    interval);
        }
    }
}
