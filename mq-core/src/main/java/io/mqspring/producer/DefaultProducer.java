package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.message.UniqueIds;
import io.mqspring.observe.ClientObserver;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends over any transport. Thread safe. The user's futures complete on workers, or in the calling thread before the call
 * returns; a caller that waits is woken by whoever brings the answer. Closing refuses new sends; {@link #drained} tells when
 * the pending ones have ended.
 */
public final class DefaultProducer implements Producer, AutoCloseable {

    private final SendContext context;
    private final MessageEncoder encoder;
    private final SerialExecutor loop;
    private final Sending sending;
    private final Batches batches;
    private final Requests requests;
    private final Recalls recalls;
    private volatile boolean closed;

    /**
     * @param nameServers named in errors
     * @param loop the client's
     * @param ids makes the unique message ids
     * @param presence for requests
     * @throws IllegalArgumentException when a setting is not possible here
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
            BrokerVersions versions,
            ClientPresence presence) {
        TopicNames.checkGroup(settings.group());
        this.loop = loop;
        this.encoder = new MessageEncoder(
                new MessageChecks(settings.maxBodyBytes()),
                ids,
                backend.time(),
                settings.compressOver(),
                settings.codec());
        this.context = new SendContext(
                remoting,
                routes,
                backend.time(),
                settings,
                observer,
                new QueueRotation(backend.newRandom()),
                new BrokerAvoidance(backend.time(), settings.sendTimeout(), settings.avoidSlowBrokers()),
                new OrderedSends(),
                new RetryPauses(backend.newRandom()),
                new PendingBytes(settings.maxPendingBytes()),
                new CompletionHandOver(backend.workers(), loop),
                new ParkedSends(routes, nameServers, loop, settings.sendTimeout()),
                versions);
        this.sending = new Sending(context, backend);
        this.batches = new Batches(context, encoder, sending, loop);
        this.requests = new Requests(context, encoder, presence, loop, sending);
        this.recalls = new Recalls(context);
    }

    @Override
    public SendResult send(Message message) {
        sending.refuseOnEventLoop("send", "sendAsync");
        return sending.await(Sending.sendTo(message.topic()), begin(message, QueueSelector.of(message), true));
    }

    @Override
    public SendResult send(Message message, QueueSelector selector) {
        sending.refuseOnEventLoop("send", "sendAsync");
        return sending.await(Sending.sendTo(message.topic()), begin(message, selector, true));
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(Message message) {
        return orFailed(() -> begin(message, QueueSelector.of(message), false));
    }

    @Override
    public CompletableFuture<SendResult> sendAsync(Message message, @Nullable QueueSelector selector) {
        return orFailed(() -> begin(message, selector, false));
    }

    @Override
    public List<SendResult> sendBatch(List<Message> messages) {
        sending.refuseOnEventLoop("sendBatch", "sendBatchAsync");
        refuseWhenClosed();
        return sending.await(
                "a send of " + messages.size() + " messages", batches.send(messages), batches.limit(messages));
    }

    @Override
    public CompletableFuture<List<SendResult>> sendBatchAsync(List<Message> messages) {
        return orFailed(() -> {
            refuseWhenClosed();
            return batches.send(messages);
        });
    }

    @Override
    public MessageView request(Message message, Duration timeout) {
        sending.refuseOnEventLoop("request", "requestAsync");
        refuseWhenClosed();
        return sending.await(
                "a request to topic '" + message.topic() + "'", requests.request(message, timeout), timeout);
    }

    @Override
    public CompletableFuture<MessageView> requestAsync(Message message, Duration timeout) {
        return orFailed(() -> {
            refuseWhenClosed();
            return requests.request(message, timeout);
        });
    }

    @Override
    public CompletableFuture<Void> replyAsync(MessageView request, byte[] body, Map<String, String> properties) {
        return orFailed(() -> {
            refuseWhenClosed();
            String cluster = request.propertyOrNull(PropertyNames.CLUSTER);
            if (request.propertyOrNull(PropertyNames.REPLY_TO_CLIENT) == null || cluster == null) {
                throw new SendException(
                        SendException.Kind.INVALID,
                        "message " + request.messageId() + " of topic '" + request.topic()
                                + "' asks for no reply: only one that was sent as a request can be replied to",
                        null);
            }
            Message reply = Message.to(TopicNames.replyTopic(cluster))
                    .properties(properties)
                    .body(body)
                    .build();
            // The broker that the request came through knows who waits.
            QueueChoice choice = QueueChoice.preferring(
                    context, reply.topic(), request.queue().brokerName());
            CompletableFuture<Void> result = new CompletableFuture<>();
            sending.begin(encoder.encodeReply(reply, request), choice, false).whenComplete((passedOn, failure) -> {
                if (failure == null) {
                    result.complete(null);
                } else {
                    result.completeExceptionally(SendFailures.unwrap(failure));
                }
            });
            return result;
        });
    }

    /** Sends the first half of a transaction and waits. */
    SendResult sendHalf(Message message) {
        sending.refuseOnEventLoop("sendInTransaction", "sendInTransactionAsync");
        return sending.await(Sending.sendTo(message.topic()), beginHalf(message, true));
    }

    /** Sends the first half of a transaction. */
    CompletableFuture<SendResult> sendHalfAsync(Message message) {
        return orFailed(() -> beginHalf(message, false));
    }

    @Override
    public void sendOneWay(Message message) {
        refuseWhenClosed();
        Outgoing outgoing = encoder.encode(message);
        new OneWaySend(context, outgoing, message).start(sending.take(outgoing));
    }

    @Override
    public String recall(String recallHandle) {
        sending.refuseOnEventLoop("recall", "recallAsync");
        refuseWhenClosed();
        return sending.await("a recall", recalls.recall(recallHandle));
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

    /**
     * A broker brings the reply to a request. Any thread.
     *
     * @return whether somebody has waited for it
     */
    public boolean replied(PushReplyRequest reply) {
        return requests.replied(reply);
    }

    /** The producer group. */
    public String group() {
        return context.settings().group();
    }

    /** Whether anything was ever sent: only then brokers need to know of this producer. */
    public boolean isUsed() {
        return sending.isUsed();
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

    /** Refuses new sends and fails those that wait for a route, a retry or a reply; exchanges end with the transport. */
    @Override
    public void close() {
        closed = true;
        context.ordered().close().forEach(task -> task.fail(SendFailures.closed()));
        context.parked().close();
        requests.close();
    }

    private void lookWhetherDrained(long deadline, CompletableFuture<Void> result) {
        if (context.pending().pending() == 0 || context.time().nanoTime() - deadline >= 0) {
            result.complete(null);
        } else {
            loop.schedule(() -> lookWhetherDrained(deadline, result), Duration.ofMillis(10));
        }
    }

    private CompletableFuture<SendResult> begin(
            Message message, @Nullable QueueSelector selector, boolean callerWaits) {
        refuseWhenClosed();
        return begin(encoder.encode(message), message, selector, callerWaits);
    }

    private CompletableFuture<SendResult> beginHalf(Message message, boolean callerWaits) {
        refuseWhenClosed();
        return begin(encoder.encodeHalf(message, group()), message, QueueSelector.of(message), callerWaits);
    }

    private CompletableFuture<SendResult> begin(
            Outgoing outgoing, Message message, @Nullable QueueSelector selector, boolean callerWaits) {
        QueueChoice choice = new QueueChoice(context, outgoing.topic(), message, selector);
        return sending.begin(outgoing, choice, callerWaits);
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw SendFailures.closed();
        }
    }

    private static <T> CompletableFuture<T> orFailed(Supplier<CompletableFuture<T>> beginning) {
        try {
            return beginning.get();
        } catch (SendException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
