package io.mqspring.producer;

import io.mqspring.message.HostAddress;
import io.mqspring.message.Message;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages whose sender waits for a reply. The first reply counts; what comes twice, or after the time is over, is dropped. A
 * broker brings replies to the connection on which it heard of this client, so the client introduces itself before it asks.
 * Thread safe.
 */
final class Requests {

    private static final Logger log = LoggerFactory.getLogger(Requests.class);

    private final SendContext context;
    private final MessageEncoder encoder;
    private final ClientPresence presence;
    private final SerialExecutor loop;
    private final Sending sending;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Requests(
            SendContext context,
            MessageEncoder encoder,
            ClientPresence presence,
            SerialExecutor loop,
            Sending sending) {
        this.context = context;
        this.encoder = encoder;
        this.presence = presence;
        this.loop = loop;
        this.sending = sending;
    }

    /**
     * Sends a request.
     *
     * @return completes on a worker with the reply
     * @throws SendException of kind {@code INVALID}
     */
    CompletableFuture<MessageView> request(Message message, Duration patience) {
        if (patience.isNegative() || patience.isZero()) {
            throw new SendException(
                    SendException.Kind.INVALID, "a request must wait for its reply longer than " + patience, null);
        }
        Waiting request = new Waiting(message.topic(), patience);
        Outgoing outgoing = encoder.encodeRequest(message, encoder.newId(), presence.clientId(), patience);
        request.id = outgoing.messageId();
        int cost = sending.take(outgoing);
        sending.markUsed();
        waiting.put(request.id, request);
        if (closed || !expireLater(request)) {
            context.pending().giveBack(cost);
            end(request, null, SendFailures.closed());
            return request.future;
        }
        QueueChoice choice = new QueueChoice(context, message.topic(), message, QueueSelector.of(message));
        try {
            context.routes()
                    .findForSend(message.topic())
                    .handle((route, failure) -> route == null ? List.<String>of() : masters(route))
                    .thenCompose(presence::introduce)
                    .thenCompose(introduced -> sending.begin(
                            outgoing, choice, false, cost, context.time().nanoTime()))
                    .whenComplete((result, failure) -> sent(request, result, failure));
        } catch (RejectedExecutionException e) {
            context.pending().giveBack(cost);
            end(request, null, SendFailures.closed());
        }
        return request.future;
    }

    /**
     * A broker brings a reply.
     *
     * @return whether somebody has waited for it
     */
    boolean replied(PushReplyRequest reply) {
        String id = MessageProperties.find(reply.properties(), PropertyNames.CORRELATION_ID);
        Waiting request = id == null ? null : waiting.get(id);
        if (request == null) {
            log.debug("A reply came that nobody waits for, late or twice: request {} from {}", id, reply.bornHost());
            return false;
        }
        if (reply.properties().getBytes(StandardCharsets.UTF_8).length > MessageProperties.MAX_BYTES) {
            log.warn("A reply to request {} has properties of an illegal length; ignored", id);
            return false;
        }
        return end(request, view(reply), null);
    }

    /** Fails what waits, now and from now on. */
    void close() {
        closed = true;
        for (Waiting request : new ArrayList<>(waiting.values())) {
            end(request, null, SendFailures.closed());
        }
    }

    private void sent(Waiting request, @Nullable SendResult result, @Nullable Throwable failure) {
        if (result != null) {
            request.stored = result;
        } else if (failure != null) {
            Throwable cause = SendFailures.unwrap(failure);
            end(
                    request,
                    null,
                    cause instanceof SendException known
                            ? known
                            : new SendException(SendException.Kind.REFUSED, String.valueOf(cause.getMessage()), cause));
        }
    }

    private boolean expireLater(Waiting request) {
        try {
            loop.run(() -> request.timer = loop.schedule(
                    () -> end(
                            request,
                            null,
                            SendFailures.noReply(request.topic, request.id, request.stored, request.patience)),
                    request.patience));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Whether it had not ended before. */
    private boolean end(Waiting request, @Nullable MessageView reply, @Nullable SendException failure) {
        if (!waiting.remove(request.id, request)) {
            return false;
        }
        request.timer.cancel();
        context.handOver().submit(() -> {
            if (reply != null) {
                request.future.complete(reply);
            } else {
                request.future.completeExceptionally(failure == null ? SendFailures.closed() : failure);
            }
        });
        return true;
    }

    private static List<String> masters(TopicRoute route) {
        return route.writable().stream()
                .map(queue -> route.masterAddress(queue.brokerName()).orElse(""))
                .filter(address -> !address.isEmpty())
                .distinct()
                .toList();
    }

    /** A copy: the body belongs to the connection. Of the hosts nobody knows more than their text. */
    private static MessageView view(PushReplyRequest reply) {
        ByteBuffer body = reply.body().duplicate();
        byte[] properties = reply.properties().getBytes(StandardCharsets.UTF_8);
        RecordContent content = RecordContent.of(
                reply.topic(),
                reply.queueId(),
                reply.flag(),
                reply.sysFlag(),
                reply.bornTimestamp(),
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                body,
                properties,
                0);
        byte[] record = new byte[content.encodedSize()];
        RecordFormat.encode(content, ByteBuffer.wrap(record), 0, 0, 0, reply.storeTimestamp());
        return MessageView.of(record, "");
    }

    /** One request. */
    private static final class Waiting {

        private final String topic;
        private final Duration patience;
        private final CompletableFuture<MessageView> future = new CompletableFuture<>();
        private String id = "";
        private volatile Cancellable timer = () -> {};
        private volatile @Nullable SendResult stored;

        Waiting(String topic, Duration patience) {
            this.topic = topic;
            this.patience = patience;
        }
    }
}
