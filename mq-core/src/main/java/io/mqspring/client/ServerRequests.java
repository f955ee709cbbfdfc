package io.mqspring.client;

import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ConsumeDirectlyRequest;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetClientStatusRequest;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.PushReplyRequest;
import io.mqspring.protocol.QueueOffsetsResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResetClientOffsetRequest;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers what brokers ask of a client. Called on any thread; never blocks. */
final class ServerRequests implements RequestHandler {

    private final Map<String, GroupMember> consumers;
    private final BiConsumer<Peer, CheckTransactionRequest> checks;
    private final Consumer<PushReplyRequest> replies;

    /**
     * @param consumers by group; a concurrent map
     * @param checks takes what a broker asks about transactions
     * @param replies takes replies to requests
     */
    ServerRequests(
            Map<String, GroupMember> consumers,
            BiConsumer<Peer, CheckTransactionRequest> checks,
            Consumer<PushReplyRequest> replies) {
        this.consumers = consumers;
        this.checks = checks;
        this.replies = replies;
    }

    @Override
    @SuppressWarnings("unchecked") // Justification: a request's type parameter is its answer's type.
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        if (request instanceof NotifyConsumerIdsChangedRequest notice) {
            GroupMember consumer = consumers.get(notice.consumerGroup());
            if (consumer != null) {
                consumer.wake("members have changed");
            }
            return CompletableFuture.completedFuture((R) new EmptyResponse());
        }
        if (request instanceof CheckTransactionRequest question) {
            checks.accept(context.peer(), question);
            return CompletableFuture.completedFuture((R) new EmptyResponse());
        }
        if (request instanceof PushReplyRequest reply) {
            // Also one that comes late or twice has arrived: there is nobody to bring it to again.
            replies.accept(reply);
            return CompletableFuture.completedFuture((R) new EmptyResponse());
        }
        if (request instanceof GetConsumerRunningInfoRequest question) {
            return (CompletableFuture<R>) ask(
                    question.consumerGroup(),
                    consumer -> CompletableFuture.completedFuture(consumer.runningInfo(question.threads())));
        }
        if (request instanceof ConsumeDirectlyRequest order) {
            return (CompletableFuture<R>) ask(
                    order.consumerGroup(), consumer -> consumer.consumeDirectly(order.message(), order.brokerName()));
        }
        if (request instanceof ResetClientOffsetRequest order) {
            return (CompletableFuture<R>) ask(order.group(), consumer -> consumer.reset(order.offsets()));
        }
        if (request instanceof GetClientStatusRequest question) {
            return (CompletableFuture<R>) ask(
                    question.group(),
                    consumer -> CompletableFuture.completedFuture(
                            new QueueOffsetsResponse(consumer.consumedOffsets(question.topic()))));
        }
        return CompletableFuture.failedFuture(new CommandFailedException(
                ResponseCode.REQUEST_CODE_NOT_SUPPORTED, "a client does not answer " + request.type()));
    }

    private <T> CompletableFuture<T> ask(String group, Function<GroupMember, CompletableFuture<T>> question) {
        GroupMember consumer = consumers.get(group);
        return consumer != null
                ? question.apply(consumer)
                : CompletableFuture.failedFuture(new CommandFailedException(
                        ResponseCode.SYSTEM_ERROR, "The Consumer Group <" + group + "> not exist in this consumer"));
    }
}
