package io.mqspring.transport.netty;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.codec.Commands;
import io.mqspring.protocol.codec.Frame;
import io.mqspring.protocol.codec.FrameEncoder;
import io.mqspring.protocol.codec.MalformedCommandException;
import io.mqspring.transport.RemotingException;
import java.util.concurrent.CompletableFuture;

/** A request on its way to its answer. Made on any thread, then confined to the connection's loop. */
final class Exchange<R extends Response> implements Outbound {

    private final Request<R> request;
    private final ExchangeTable table;
    private final long startedAt;
    private final long deadline;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private int opaque;

    Exchange(Request<R> request, ExchangeTable table, long startedAt, long deadline) {
        this.request = request;
        this.table = table;
        this.startedAt = startedAt;
        this.deadline = deadline;
    }

    CompletableFuture<R> answer() {
        return answer;
    }

    long startedAt() {
        return startedAt;
    }

    long deadline() {
        return deadline;
    }

    @Override
    public void accepted() {
        opaque = table.add(this);
    }

    @Override
    public boolean begin(FrameEncoder encoder) {
        if (answer.isDone()) {
            table.remove(opaque);
            return false;
        }
        encoder.beginRequest(request, opaque, false);
        return true;
    }

    @Override
    public void fail(Throwable why) {
        answer.completeExceptionally(why instanceof RemotingException ? why : unsendable(why));
    }

    /** Fails with the request's name before the words. */
    void fail(RemotingException.Kind kind, String why) {
        answer.completeExceptionally(new RemotingException(kind, request.type() + ": " + why));
    }

    /** Completes with what a frame says. */
    void complete(Frame frame) {
        try {
            R response = Commands.response(request, frame);
            if (!answer.complete(response)) {
                OutboundResponse.release(response);
            }
        } catch (CommandFailedException refusal) {
            answer.completeExceptionally(refusal);
        } catch (MalformedCommandException e) {
            answer.completeExceptionally(new RemotingException(
                    RemotingException.Kind.MALFORMED, request.type() + ": the answer is wrong: " + e.getMessage(), e));
        }
    }

    private RemotingException unsendable(Throwable why) {
        return new RemotingException(
                RemotingException.Kind.MALFORMED, request.type() + " cannot be sent: " + why.getMessage(), why);
    }

    /** A request that is not answered. */
    record OneWay(Request<?> request) implements Outbound {

        @Override
        public boolean begin(FrameEncoder encoder) {
            encoder.beginRequest(request, 0, true);
            return true;
        }

        @Override
        public void fail(Throwable why) {}
    }
}
