package io.mqspring.route;

import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.runtime.Backoff;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's cached routes. State is confined to the loop and published as an immutable snapshot, so that every method may
 * be called from any thread; futures complete on the loop. Watched topics are asked again at an interval for as long as
 * the table lives; a topic that does not exist is asked again after 1 s, then more and more rarely, so that one that
 * appears is found soon. A route that was known stays known when no name server answers.
 */
public final class RouteTable implements AutoCloseable {

    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);
    private static final int NEW_TOPIC_QUEUES = 4;
    private static final Duration SUSPICION = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(RouteTable.class);

    private final NameServers nameServers;
    private final SerialExecutor loop;
    private final Duration refreshInterval;
    private final RandomGenerator random;
    private final Backoff unknownBackoff;
    private final List<Consumer<TopicRoute>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, TopicRoute> topics = new HashMap<>();
    private final Map<String, TopicRoute> imagined = new HashMap<>();
    private final Map<String, CompletableFuture<TopicRoute>> asking = new HashMap<>();
    private final Map<String, RouteWatch> watches = new HashMap<>();
    private volatile RouteSnapshot snapshot = RouteSnapshot.EMPTY;
    private final Set<String> suspected = new HashSet<>();
    private boolean alone;
    private boolean closed;

    /**
     * @param nameServers {@code host:port} each, at least one
     * @param loop owns the table's state
     * @param refreshInterval between two questions for a watched topic
     * @param random confined to the loop from now on
     */
    public RouteTable(
            RemotingClient remoting,
            List<String> nameServers,
            SerialExecutor loop,
            Duration refreshInterval,
            RandomGenerator random) {
        this(new NameServers(remoting, nameServers, ASK_TIMEOUT, random), loop, refreshInterval, random);
    }

    /** As the other one, with name servers that are shared with somebody else. */
    public RouteTable(NameServers nameServers, SerialExecutor loop, Duration refreshInterval, RandomGenerator random) {
        this.nameServers = nameServers;
        this.loop = loop;
        this.refreshInterval = refreshInterval;
        this.random = random;
        Duration first = Duration.ofSeconds(1).compareTo(refreshInterval) < 0 ? Duration.ofSeconds(1) : refreshInterval;
        this.unknownBackoff = new Backoff(first, 1.5, refreshInterval, 0.1);
    }

    /**
     * The route of a topic, from the cache or asked for; callers who ask at once share one question.
     *
     * @return fails with {@link CommandFailedException} {@code TOPIC_NOT_EXIST}, or with {@link RemotingException} naming
     *     all name servers tried when none answers
     */
    public CompletableFuture<TopicRoute> find(String topic) {
        TopicRoute known = snapshot.topics().get(topic);
        return known != null ? CompletableFuture.completedFuture(known) : refresh(topic);
    }

    /** Asks, whatever is cached; fails like {@link #find}. */
    public CompletableFuture<TopicRoute> refresh(String topic) {
        CompletableFuture<TopicRoute> result = new CompletableFuture<>();
        loop.run(() -> ask(topic).whenComplete((route, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(route);
            }
        }));
        return result;
    }

    /**
     * The route to send by. A topic that does not exist gets the route that it will have once its first message has
     * created it, if the brokers create topics; it is watched then.
     *
     * @return fails like {@link #find}: with {@code TOPIC_NOT_EXIST} when brokers do not create topics
     */
    public CompletableFuture<TopicRoute> findForSend(String topic) {
        Optional<TopicRoute> known = knownForSend(topic);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        return find(topic)
                .handle((route, failure) -> {
                    if (route != null) {
                        return CompletableFuture.completedFuture(route);
                    }
                    return isUnknownTopic(failure)
                            ? find(TopicNames.AUTO_CREATE_TOPIC).thenApply(template -> imagine(topic, template))
                            : CompletableFuture.<TopicRoute>failedFuture(failure);
                })
                .thenCompose(route -> route);
    }

    /** What {@link #findForSend} would give without asking. */
    public Optional<TopicRoute> knownForSend(String topic) {
        RouteSnapshot now = snapshot;
        TopicRoute known = now.topics().get(topic);
        return Optional.ofNullable(known != null ? known : now.imagined().get(topic));
    }

    /** The cached route. */
    public Optional<TopicRoute> known(String topic) {
        return Optional.ofNullable(snapshot.topics().get(topic));
    }

    /** Asks for a topic now and then again and again; watching twice is watching once. */
    public void watch(String topic) {
        loop.run(() -> {
            if (!closed && !watches.containsKey(topic)) {
                RouteWatch watch = new RouteWatch(loop, refreshInterval, unknownBackoff, random);
                watches.put(topic, watch);
                watchRound(topic, watch);
            }
        });
    }

    /** Calls a listener on the loop whenever a route has changed or appeared. */
    public void onChange(Consumer<TopicRoute> listener) {
        listeners.add(listener);
    }

    /** The address of a broker's master, if any known route names it. */
    public Optional<String> masterAddress(String brokerName) {
        return snapshot.masterAddress(brokerName);
    }

    /**
     * Where to pull from: the suggested broker; for a replica that is not known the next one, the master, or any.
     *
     * @param suggestedBrokerId what the last pull's answer suggested, 0 at first
     */
    public Optional<String> readAddress(String brokerName, long suggestedBrokerId) {
        return snapshot.readAddress(brokerName, suggestedBrokerId);
    }

    /** Where to ask about a broker's queues: its master, or any replica while no master is known. */
    public Optional<String> anyAddress(String brokerName) {
        return snapshot.anyAddress(brokerName);
    }

    /**
     * A broker could not be reached: the routes of its topics are asked for again at once, but not more often than every
     * second. Any thread.
     */
    public void suspect(String brokerName) {
        try {
            loop.run(() -> askAbout(brokerName));
        } catch (RejectedExecutionException e) {
            // The client is closed, and nobody needs a route any more.
        }
    }

    /** All brokers in any known route, replicas too. */
    public Set<String> addresses() {
        return snapshot.addresses();
    }

    /** The masters of all brokers in any known route. */
    public Set<String> masterAddresses() {
        return snapshot.masterAddresses();
    }

    /** Stops watching; open questions fail. */
    @Override
    public void close() {
        loop.run(() -> {
            closed = true;
            watches.values().forEach(RouteWatch::cancel);
            watches.clear();
            for (CompletableFuture<TopicRoute> open : new ArrayList<>(asking.values())) {
                open.completeExceptionally(closedFailure());
            }
            asking.clear();
        });
    }

    private void askAbout(String brokerName) {
        if (closed || !suspected.add(brokerName)) {
            return;
        }
        loop.schedule(() -> suspected.remove(brokerName), SUSPICION);
        for (TopicRoute route : List.copyOf(topics.values())) {
            if (route.brokers().containsKey(brokerName)) {
                ask(route.topic());
            }
        }
    }

    private void watchRound(String topic, RouteWatch watch) {
        ask(topic).whenComplete((route, failure) -> {
            if (!closed) {
                watch.next(topics.containsKey(topic), () -> watchRound(topic, watch));
            }
        });
    }

    private CompletableFuture<TopicRoute> ask(String topic) {
        loop.assertCurrent();
        if (closed) {
            return CompletableFuture.failedFuture(closedFailure());
        }
        CompletableFuture<TopicRoute> open = asking.get(topic);
        if (open != null) {
            return open;
        }
        CompletableFuture<TopicRoute> question = new CompletableFuture<>();
        asking.put(topic, question);
        nameServers
                .ask(new GetRouteRequest(topic))
                .whenComplete((response, failure) -> loop.run(() -> answered(topic, question, response, failure)));
        return question;
    }

    private void answered(
            String topic,
            CompletableFuture<TopicRoute> question,
            @Nullable RouteResponse response,
            @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        asking.remove(topic);
        noteReachable(failure == null || NameServers.unwrap(failure) instanceof CommandFailedException, failure);
        if (response == null) {
            question.completeExceptionally(failure == null ? closedFailure() : NameServers.unwrap(failure));
            return;
        }
        TopicRoute route = TopicRoute.of(topic, response);
        TopicRoute before = topics.put(topic, route);
        boolean changed = !route.equals(before);
        if (imagined.remove(topic) != null || changed) {
            snapshot = RouteSnapshot.of(topics, imagined);
        }
        if (changed) {
            listeners.forEach(listener -> listener.accept(route));
        }
        question.complete(route);
    }

    private void noteReachable(boolean answered, @Nullable Throwable failure) {
        if (answered && alone) {
            alone = false;
            log.info("A name server answers again");
        } else if (!answered && !alone) {
            alone = true;
            log.warn(
                    "No name server answers: going on with the {} routes that are known, asking again and again ({})",
                    topics.size(),
                    failure == null ? "no reason" : String.valueOf(failure.getMessage()));
        }
    }

    private TopicRoute imagine(String topic, TopicRoute template) {
        TopicRoute known = snapshot.topics().get(topic);
        if (known != null) {
            return known;
        }
        TopicRoute route = template.imagine(topic, NEW_TOPIC_QUEUES);
        loop.run(() -> {
            if (!closed && !topics.containsKey(topic)) {
                imagined.put(topic, route);
                snapshot = RouteSnapshot.of(topics, imagined);
                watch(topic);
            }
        });
        return route;
    }

    private static boolean isUnknownTopic(@Nullable Throwable failure) {
        return NameServers.unwrap(failure) instanceof CommandFailedException refused
                && refused.code() == ResponseCode.TOPIC_NOT_EXIST;
    }

    private static RemotingException closedFailure() {
        return new RemotingException(RemotingException.Kind.CLOSED, "the client is closed");
    }
}
