package io.mqspring.broker.handler.group;

import io.mqspring.broker.group.GroupMember;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.GetConsumerRunningInfoRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.RequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks a member what it is doing and hands on its answer. */
final class GetConsumerRunningInfoHandler
        implements CommandHandler<GetConsumerRunningInfoRequest, ConsumerRunningInfoResponse> {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final GroupRegistry groups;

    GetConsumerRunningInfoHandler(GroupRegistry groups) {
        this.groups = groups;
    }

    @Override
    public CompletableFuture<ConsumerRunningInfoResponse> handle(
            RequestContext context, GetConsumerRunningInfoRequest request) {
        GroupMember member = groups.find(request.consumerGroup())
                .flatMap(group -> group.member(request.clientId()))
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.SYSTEM_ERROR,
                        "The Consumer <" + request.consumerGroup() + "> <" + request.clientId() + "> not online"));
        return member.peer().exchange(request, TIMEOUT).exceptionally(failure -> {
            throw refusal(request, failure);
        });
    }

    private static RuntimeException refusal(GetConsumerRunningInfoRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RemotingException remoting && remoting.kind() == RemotingException.Kind.TIMEOUT) {
            return Refusal.of(
                    ResponseCode.CONSUME_MSG_TIMEOUT,
                    "consumer <" + request.consumerGroup() + "> <" + request.clientId() + "> did not answer in "
                            + TIMEOUT.toSeconds() + " s");
        }
        return cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }
}
