package io.mqspring.scripted;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.RouteResponse;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** A transport whose answers a test writes: the last rule that knows an answer wins; no rule means no answer yet. */
public final class ScriptedRemoting implements RemotingClient {

    /** One exchange. */
    public record Exchange(
            String address, Request<?> request, Duration timeout, CompletableFuture<Response> answer, boolean oneWay) {}

    private final List<Exchange> exchanges = new ArrayList<>();
    private final Map<Class<?>, BiFunction<String, Request<?>, CompletableFuture<? extends Response>>> rules =
            new HashMap<>();
    private boolean closed;

    /** Answers requests of a type. */
    @SuppressWarnings("unchecked")
    public <Q extends Request<?>> ScriptedRemoting on(
            Class<Q> type, BiFunction<String, Q, CompletableFuture<? extends Response>> rule) {
        rules.put(type, (address, request) -> rule.apply(address, (Q) request));
        return this;
    }

    /** Serves a route for each of these topics, on brokers with a number of queues, and refuses others. */
    public ScriptedRemoting routes(Map<String, RouteResponse> byTopic) {
        return on(GetRouteRequest.class, (address, request) -> {
            RouteResponse route = byTopic.get(request.topic());
            return route == null ? refused(ResponseCode.TOPIC_NOT_EXIST, "no route") : done(route);
        });
    }

    /** A route over brokers, each with so many queues, at the address {@code <broker>:10911}. */
    public static RouteResponse route(int queues, String... brokers) {
        List<RouteResponse.Queues> all = new ArrayList<>();
        List<RouteResponse.Broker> addresses = new ArrayList<>();
        for (String broker : brokers) {
            all.add(new RouteResponse.Queues(broker, queues, queues, 6, 0));
            addresses.add(new RouteResponse.Broker("c", broker, Map.of(0L, broker + ":10911")));
        }
        return new RouteResponse(all, addresses, null);
    }

    public static SendMessageResponse stored(int queueId, long offset) {
        return new SendMessageResponse(ResponseCode.SUCCESS, "OFFSET-ID", queueId, offset, null, null);
    }

    public static <R extends Response> CompletableFuture<R> done(R response) {
        return CompletableFuture.completedFuture(response);
    }

    public static <R extends Response> CompletableFuture<R> refused(ResponseCode code, String remark) {
        return CompletableFuture.failedFuture(new CommandFailedException(code, remark));
    }

    public static <R extends Response> CompletableFuture<R> failed(RemotingException.Kind kind, String text) {
        return CompletableFuture.failedFuture(new RemotingException(kind, text));
    }

    /** All exchanges so far. */
    public synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /** The exchanges of a type so far. */
    public List<Exchange> exchanges(Class<? extends Request<?>> type) {
        return exchanges().stream()
                .filter(exchange -> type.isInstance(exchange.request()))
                .toList();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        var rule = rules.get(request.getClass());
        if (rule != null) {
            answer = (CompletableFuture<Response>) (CompletableFuture<?>) rule.apply(address, request);
        }
        synchronized (this) {
            exchanges.add(new Exchange(address, request, timeout, answer, false));
        }
        return (CompletableFuture<R>) (CompletableFuture<?>) answer;
    }

    @Override
    public synchronized void oneWay(String address, Request<?> request) {
        exchanges.add(new Exchange(address, request, Duration.ZERO, new CompletableFuture<>(), true));
    }

    @Override
    public void close() {
        closed = true;
    }
}
