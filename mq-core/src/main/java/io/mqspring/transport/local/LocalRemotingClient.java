package io.mqspring.transport.local;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.runtime.DeadlineSweep;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.BrokerEndpoint;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A client of a broker in the same JVM: every address leads to the one endpoint. A request runs in the caller's thread as
 * far as the broker takes it; only what is not answered on return is watched for its deadline, on the client's executor.
 * Requests of the broker reach the handler in the thread that makes them. Thread safe.
 */
public final class LocalRemotingClient implements RemotingClient {

    private final LocalConnection connection;
    private final TimeSource time;
    private final PendingAnswers unanswered = new PendingAnswers();
    private final DeadlineSweep sweep;
    private volatile boolean closed;

    /**
     * Connects.
     *
     * @param loop the client's executor
     * @param toClient takes what the broker asks, in the broker's thread
     */
    public LocalRemotingClient(BrokerEndpoint endpoint, SerialExecutor loop, TimeSource time, RequestHandler toClient) {
        this.connection = endpoint.connect(toClient);
        this.time = time;
        this.sweep = new DeadlineSweep(loop, time, unanswered::expire);
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout) {
        if (closed) {
            return failed(RemotingException.Kind.CLOSED, "the client is closed");
        }
        if (!connection.isOpen()) {
            return failed(RemotingException.Kind.CONNECT_FAILED, "the embedded broker is closed");
        }
        CompletableFuture<R> answer = connection.exchange(request);
        if (answer.isDone()) {
            return answer;
        }
        long deadline = time.nanoTime() + timeout.toNanos();
        CompletableFuture<R> result =
                unanswered.add(answer, deadline, request.type().toString());
        sweep.expect(deadline);
        if (closed) {
            failUnanswered();
        }
        return result;
    }

    @Override
    public void oneWay(String address, Request<?> request) {
        if (!closed) {
            connection.oneWay(request);
        }
    }

    @Override
    public void close() {
        closed = true;
        failUnanswered();
        connection.close();
    }

    private void failUnanswered() {
        unanswered.failAll(RemotingException.Kind.CLOSED, "the client was closed");
    }

    private static <R> CompletableFuture<R> failed(RemotingException.Kind kind, String message) {
        return CompletableFuture.failedFuture(new RemotingException(kind, message));
    }
}
