package io.mqspring.broker.handler.send;

import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.SendReplyRequest;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RequestContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Brings a reply to the client that waits for it, which this broker knows from its heartbeat as a producer. A reply is not
 * stored: nobody reads it again, and the answer says so by the message id that official brokers use then. The refusals
 * begin with the words of official brokers.
 */
final class SendReplyHandler implements CommandHandler<SendReplyRequest, SendMessageResponse> {

    /** How long the waiting client may take to say that it has the reply. */
    private static final Duration PUSH_LIMIT = Duration.ofSeconds(10);

    private static final String NOT_STORED = "0";

    private final ProducerGroups producers;
    private final SendLimits limits;
    private final HostAddress storeHost;
    private final TimeSource time;

    SendReplyHandler(ProducerGroups producers, SendLimits limits, HostAddress storeHost, TimeSource time) {
        this.producers = producers;
        this.limits = limits;
        this.storeHost = storeHost;
        this.time = time;
    }

    @Override
    public CompletableFuture<SendMessageResponse> handle(RequestContext context, SendReplyRequest request) {
        SendMessageRequest reply = request.reply();
        limits.checkBody(reply.body());
        String clientId = MessageProperties.find(reply.properties(), PropertyNames.REPLY_TO_CLIENT);
        if (clientId == null) {
            throw refused("reply message properties[" + PropertyNames.REPLY_TO_CLIENT + "] is null: only a message that"
                    + " was sent as a request can be answered");
        }
        PushReplyRequest push = push(context, reply);
        return producers
                .find(clientId)
                .thenCompose(found -> found.map(peer -> push(peer, push, clientId))
                        .orElseThrow(() -> refused("push reply message fail, channel of <" + clientId
                                + "> not found: the client that asked is not connected to this broker")))
                .thenApply(done -> new SendMessageResponse(
                        ResponseCode.SUCCESS, NOT_STORED, Math.max(0, reply.queueId()), 0, null, null));
    }

    private static CompletableFuture<EmptyResponse> push(Peer peer, PushReplyRequest push, String clientId) {
        return peer.exchange(push, PUSH_LIMIT).exceptionally(failure -> {
            throw refused("push reply message to " + clientId + "fail: " + failure.getMessage());
        });
    }

    /** A copy: the request's body is the connection's, and the other client is told later. */
    private PushReplyRequest push(RequestContext context, SendMessageRequest reply) {
        byte[] body = new byte[reply.body().remaining()];
        reply.body().get(reply.body().position(), body);
        StringBuilder properties = new StringBuilder(reply.properties());
        if (!properties.isEmpty() && properties.charAt(properties.length() - 1) != MessageProperties.VALUE_SEPARATOR) {
            properties.append(MessageProperties.VALUE_SEPARATOR);
        }
        long now = time.wallMillis();
        MessageProperties.append(properties, PropertyNames.PUSH_REPLY_TIME, Long.toString(now));
        return new PushReplyRequest(
                reply.producerGroup(),
                reply.topic(),
                Math.max(0, reply.queueId()),
                reply.sysFlag(),
                reply.bornTimestamp(),
                reply.flag(),
                properties.toString(),
                context.peer().address().toString(),
                storeHost.toString(),
                now,
                ByteBuffer.wrap(body));
    }

    private static RuntimeException refused(String remark) {
        return Refusal.of(ResponseCode.SYSTEM_ERROR, remark);
    }
}
