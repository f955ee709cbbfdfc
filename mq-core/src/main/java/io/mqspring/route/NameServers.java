package io.mqspring.route;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers: one of them until it fails, then the next in turn. All know the same, so any answer is good. Thread
 * safe.
 */
public final class NameServers {

    private final RemotingClient remoting;
    private final List<String> addresses;
    private final Duration timeout;
    private final AtomicInteger current;

    /**
     * @param addresses {@code host:port} each, at least one
     * @param timeout for each name server asked
     * @param random where to begin
     */
    public NameServers(RemotingClient remoting, List<String> addresses, Duration timeout, RandomGenerator random) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no name server is given: set mq.name-server");
        }
        this.remoting = remoting;
        this.addresses = List.copyOf(addresses);
        this.timeout = timeout;
        this.current = new AtomicInteger(random.nextInt(addresses.size()));
    }

    /** All name servers. */
    public List<String> addresses() {
        return addresses;
    }

    /**
     * Asks, going on to the next name server when one does not answer or is not ready.
     *
     * @return fails with {@link CommandFailedException} when a name server refuses, with {@link RemotingException} naming
     *     all that were tried when none answers
     */
    public <R extends Response> CompletableFuture<R> ask(Request<R> request) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        attempt(request, answer, new ArrayList<>(), null);
        return answer;
    }

    private <R extends Response> void attempt(
            Request<R> request, CompletableFuture<R> answer, List<String> tried, @Nullable Throwable last) {
        if (tried.size() == addresses.size()) {
            answer.completeExceptionally(noneAnswered(tried, last));
            return;
        }
        int index = Math.floorMod(current.get(), addresses.size());
        String address = addresses.get(index);
        remoting.exchange(address, request, timeout).whenComplete((response, failure) -> {
            Throwable cause = unwrap(failure);
            if (cause == null) {
                answer.complete(response);
            } else if (cause instanceof CommandFailedException refused && !isNotReady(refused)) {
                answer.completeExceptionally(refused);
            } else {
                tried.add(address + " (" + cause.getMessage() + ")");
                current.compareAndSet(index, index + 1);
                current.compareAndSet(addresses.size(), 0);
                attempt(request, answer, tried, cause);
            }
        });
    }

    private static boolean isNotReady(CommandFailedException refused) {
        return refused.code() == ResponseCode.SYSTEM_ERROR || refused.code() == ResponseCode.SYSTEM_BUSY;
    }

    private static RemotingException noneAnswered(List<String> tried, @Nullable Throwable last) {
        RemotingException.Kind kind =
                last instanceof RemotingException remote ? remote.kind() : RemotingException.Kind.TIMEOUT;
        String message = "no name server answered: tried " + String.join(", ", tried)
                + "; check that mq.name-server is right and that the name server runs";
        return last == null ? new RemotingException(kind, message) : new RemotingException(kind, message, last);
    }

    static @Nullable Throwable unwrap(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
