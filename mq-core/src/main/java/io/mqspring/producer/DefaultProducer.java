package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.message.UniqueIds;
import io.mqspring.observe.ClientObserver;
import io.mqspring.observe.ClientObserver.SendOutcome;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sends over any transport. Thread safe. The user's futures complete on workers, or in the calling thread before the call
 * returns; a caller that waits is woken by whoever brings the answer. Closing refuses new sends; {@link #drained} tells when
 * the pending ones have ended.
 */
public final class DefaultProducer implements Producer, AutoCloseable {

    /** The transport ends every exchange in time; a waiting caller trusts it for so much longer. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final SendContext context;
    private final MessageEncoder encoder;
    private final ExecutionBackend backend;
    private final SerialExecutor loop;
    private final Recalls recalls;
    private final LongAdder begun = new LongAdder();
    private volatile boolean closed;

    /**
     * @param nameServers named in errors
     * @param loop the client's
     * @param ids makes the unique message ids
     */
    public DefaultProducer(
            RemotingClient remoting,
            RouteTable routes,
            List<String> nameServers,
            ExecutionBackend backend,
            SerialExecutor loop,
            ProducerSettings settings,
            UniqueIds ids,
            ClientObserver observer,
            BrokerVersions versions) {
        TopicNames.checkGroup(settings.group());
        this.backend = backend;
        this.loop = loop;
        this.encoder = new MessageEncoder(
                new MessageChecks(settings.maxBodyBytes()), ids, backend.time(), settings.compressOver());
        this.context = new SendContext(
                remoting,
                routes,
                backend.time(),
                settings,
                observer,
                new QueueRotation(backend.newRandom()),
                new PendingBytes(settings.maxPendingBytes()),
                new CompletionHandOver(backend.workers(), loop),
                new ParkedSends(routes, nameServers, loop, settings.sendTimeout()),
                versions);
        this.recalls = new Recalls(context);
    }

    @Override
    public SendResult send(Message message) {
        refuseOnEventLoop("send");
        return await(sendTo(message.topic()), begin(encodeOrRefuse(message), message, selectorOf(message), true));
    }

    /** Sends the first half of a transaction and waits. */
    SendResult sendHalf(Message message) {
        refuseOnEventLoop("sendInTransaction");
        return await(message.topic(), beginHalf(message, true));
    }

    /** Sends the first half of a transaction. */
    CompletableFuture<SendResult> sendHalfAsync(Message message) {
        try {
            return beginHalf(message, false);
        } catch (SendException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<SendResult> beginHalf(Message message, boolean callerWaits) {
        refuseWhenClosed();
        return begin(encoder.encodeHalf(message, group()), message, selectorOf(message), callerWaits);
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(Message message) {
        return sendAsync(message, selectorOf(message));
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(Message message, @Nullable QueueSelector selector) {
        try {
            return begin(encodeOrRefuse(message), message, selector, false);
        } catch (SendException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public SendResult sendBatch(List<Message> messages) {
        refuseOnEventLoop("sendBatch");
        refuseWhenClosed();
        Outgoing batch = encoder.encodeBatch(messages);
        Message first = messages.get(0);
        return await(sendTo(batch.topic()), begin(batch, first, selectorOf(first), true));
    }

    @Override
    public void sendOneWay(Message message) {
        Outgoing outgoing = encodeOrRefuse(message);
        long started = context.time().nanoTime();
        int cost = take(outgoing);
        context.routes().findForSend(outgoing.topic()).whenComplete((route, failure) -> {
            if (route != null) {
                fireAndForget(outgoing, message, route);
            }
            context.pending().giveBack(cost);
            SendOutcome outcome = route != null ? SendOutcome.SUCCESS : SendOutcome.FAILURE;
            context.observer().onSend(outgoing.topic(), outcome, context.time().nanoTime() - started);
        });
    }

    @Override
    public String recall(String recallHandle) {
        refuseOnEventLoop("recall");
        refuseWhenClosed();
        return await("a recall", recalls.recall(recallHandle));
    }

    @Override
    public CompletableFuture<String> recallAsync(String recallHandle) {
        if (closed) {
            return CompletableFuture.failedFuture(SendFailures.closed());
        }
        CompletableFuture<String> result = new CompletableFuture<>();
        recalls.recall(recallHandle)
                .whenComplete((id, failure) -> context.handOver().submit(() -> {
                    if (failure == null) {
                        result.complete(id);
                    } else {
                        result.completeExceptionally(SendFailures.unwrap(failure));
                    }
                }));
        return result;
    }

    /** The producer group. */
    public String group() {
        return context.settings().group();
    }

    /** Whether anything was ever sent: only then brokers need to know of this producer. */
    public boolean isUsed() {
        return begun.sum() > 0;
    }

    /** Bytes on their way. */
    public long pendingBytes() {
        return context.pending().pending();
    }

    /** Refuses new sends from now on; the pending ones go on. */
    public void refuseNewSends() {
        closed = true;
    }

    /** Completes, on the loop, when nothing is pending or the time is over. */
    public CompletableFuture<Void> drained(Duration patience) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        long deadline = context.time().nanoTime() + patience.toNanos();
        loop.run(() -> lookWhetherDrained(deadline, result));
        return result;
    }

    /** Refuses new sends and fails those that wait for a route or a retry; exchanges end with the transport. */
    @Override
    public void close() {
        closed = true;
        context.parked().close();
    }

    private void lookWhetherDrained(long deadline, CompletableFuture<Void> result) {
        if (context.pending().pending() == 0 || context.time().nanoTime() - deadline >= 0) {
            result.complete(null);
        } else {
            loop.schedule(() -> lookWhetherDrained(deadline, result), Duration.ofMillis(10));
        }
    }

    private CompletableFuture<SendResult> begin(
            Outgoing outgoing, Message message, @Nullable QueueSelector selector, boolean callerWaits) {
        long started = context.time().nanoTime();
        int cost = take(outgoing);
        begun.increment();
        return new SendTask(context, outgoing, message, selector, callerWaits, cost, started).start();
    }

    private int take(Outgoing outgoing) {
        int cost = context.pending().cost(outgoing.body().remaining());
        if (context.pending().tryTake(cost)) {
            return cost;
        }
        if (backend.onEventLoop()) {
            throw overloaded(outgoing, "and the caller, an event loop, must not wait");
        }
        Duration patience = context.settings().sendTimeout();
        try {
            if (!context.pending().take(cost, patience)) {
                throw overloaded(outgoing, "and there was no room for it within " + SendFailures.text(patience));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SendFailures.interrupted(sendTo(outgoing.topic()), e);
        }
        return cost;
    }

    private SendException overloaded(Outgoing outgoing, String waited) {
        context.observer().onSend(outgoing.topic(), SendOutcome.FAILURE, 0);
        return SendFailures.overloaded(outgoing.topic(), context.pending(), waited);
    }

    private Outgoing encodeOrRefuse(Message message) {
        refuseWhenClosed();
        return encoder.encode(message);
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw SendFailures.closed();
        }
    }

    private void refuseOnEventLoop(String method) {
        if (backend.onEventLoop()) {
            throw new IllegalStateException(method
                    + " waits for the broker and was called on an event loop, which must not wait: use sendAsync, or call"
                    + " it on a thread of your own");
        }
    }

    private void fireAndForget(Outgoing outgoing, Message message, TopicRoute route) {
        if (route.writable().isEmpty()) {
            return;
        }
        QueueSelector selector = selectorOf(message);
        var queue = selector != null
                ? selector.select(message, route.writable())
                : context.rotation().next(outgoing.topic(), route.writable());
        route.masterAddress(queue.brokerName()).ifPresent(address -> {
            if (outgoing.isTimed()) {
                context.versions()
                        .of(address)
                        .thenAccept(version -> tell(
                                address,
                                version < ProtocolVersion.V5_0_0
                                        ? outgoing.withLevel(context.time().wallMillis())
                                        : outgoing,
                                queue.queueId()));
            } else {
                tell(address, outgoing, queue.queueId());
            }
        });
    }

    private void tell(String address, Outgoing outgoing, int queueId) {
        context.remoting().oneWay(address, outgoing.request(context.settings().group(), queueId));
    }

    private static @Nullable QueueSelector selectorOf(Message message) {
        String key = message.properties().get(PropertyNames.SHARDING_KEY);
        return key == null ? null : QueueSelector.byKey(key);
    }

    private static String sendTo(String topic) {
        return "a send to topic '" + topic + "'";
    }

    private <T> T await(String what, CompletableFuture<T> future) {
        try {
            return future.get(context.settings().sendTimeout().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SendFailures.interrupted(what, e);
        } catch (TimeoutException e) {
            throw new SendException(
                    SendException.Kind.TIMEOUT,
                    "no answer to " + what + " within "
                            + SendFailures.text(context.settings().sendTimeout())
                            + " (mq.producer.send-timeout). It may have been stored",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SendException failure) {
                // A new one, so that the stack shows the caller and not the thread that brought the answer.
                throw new SendException(failure.kind(), String.valueOf(failure.getMessage()), failure);
            }
            throw new IllegalStateException(e);
        }
    }
}
