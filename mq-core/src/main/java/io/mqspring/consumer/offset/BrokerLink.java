package io.mqspring.consumer.offset;

import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How the parts of a consumer talk to brokers: every answer comes back as a task of the client's loop, never within the
 * call that asked, so that confined classes need not think of either. One per client. Thread safe.
 */
public final class BrokerLink {

    private final RemotingClient remoting;
    private final RouteTable routes;
    private final SerialExecutor loop;
    private final Duration timeout;

    /**
     * @param timeout of an exchange that is not held by the broker
     */
    public BrokerLink(RemotingClient remoting, RouteTable routes, SerialExecutor loop, Duration timeout) {
        this.remoting = remoting;
        this.routes = routes;
        this.loop = loop;
        this.timeout = timeout;
    }

    /** The client's loop. */
    public SerialExecutor loop() {
        return loop;
    }

    /** How long an ordinary exchange may take. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Asks a broker: its master, or a replica while no master is known.
     *
     * @return completes on the loop; fails with {@link RemotingException} when the broker's address is not known or there
     *     is no answer
     */
    public <R extends Response> CompletableFuture<R> askBroker(String brokerName, Request<R> request) {
        Optional<String> address = routes.anyAddress(brokerName);
        if (address.isEmpty()) {
            return onLoop(CompletableFuture.failedFuture(unknownBroker(brokerName)));
        }
        CompletableFuture<R> answer = ask(address.get(), request, timeout);
        answer.whenComplete((response, failure) -> note(brokerName, failure));
        return answer;
    }

    /** Notes how an exchange with a broker ended: without an answer, its route may have changed. */
    public void note(String brokerName, @Nullable Throwable failure) {
        if (failure != null && cause(failure) instanceof RemotingException) {
            routes.suspect(brokerName);
        }
    }

    /** Asks an address; completes on the loop. */
    public <R extends Response> CompletableFuture<R> ask(String address, Request<R> request, Duration limit) {
        CompletableFuture<R> answer;
        try {
            answer = remoting.exchange(address, request, limit);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return onLoop(answer);
    }

    /** Asks an address with the ordinary time-out; completes on the loop. */
    public <R extends Response> CompletableFuture<R> ask(String address, Request<R> request) {
        return ask(address, request, timeout);
    }

    /** Tells a broker, as {@link #askBroker}, that does not answer; nothing happens when no address of it is known. */
    public void tellBroker(String brokerName, Request<?> request) {
        routes.anyAddress(brokerName).ifPresent(address -> remoting.oneWay(address, request));
    }

    /** The failure behind the wrappers of completion stages. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private <R extends Response> CompletableFuture<R> onLoop(CompletableFuture<R> answer) {
        CompletableFuture<R> result = new CompletableFuture<>();
        answer.whenComplete((response, failure) -> {
            try {
                loop.execute(() -> finish(result, response, failure));
            } catch (RejectedExecutionException e) {
                // The client is closed and nobody waits any more; only leased memory must go back.
                release(response);
            }
        });
        return result;
    }

    private static <R extends Response> void finish(
            CompletableFuture<R> result, @Nullable R response, @Nullable Throwable failure) {
        if (response != null) {
            result.complete(response);
        } else if (failure != null) {
            result.completeExceptionally(cause(failure));
        }
    }

    private static void release(@Nullable Response response) {
        if (response instanceof PullMessageResponse pulled) {
            pulled.batch().close();
        }
    }

    private static RemotingException unknownBroker(String brokerName) {
        return new RemotingException(
                RemotingException.Kind.CONNECT_FAILED, "no address of broker " + brokerName + " is known");
    }
}
