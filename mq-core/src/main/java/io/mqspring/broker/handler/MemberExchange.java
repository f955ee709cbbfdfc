package io.mqspring.broker.handler;

import io.mqspring.broker.group.GroupMember;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks members of groups on behalf of operators. Stateless. */
public final class MemberExchange {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private MemberExchange() {}

    /**
     * A live member.
     *
     * @throws CommandFailedException if it is not there
     */
    public static GroupMember member(GroupRegistry groups, String group, String clientId) {
        return groups.find(group)
                .flatMap(found -> found.member(clientId))
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.SYSTEM_ERROR, "The Consumer <" + group + "> <" + clientId + "> not online"));
    }

    /** Hands a question on, and the member's answer back; what fails is told in words. */
    public static <R extends Response> CompletableFuture<R> ask(GroupMember member, Request<R> request, String group) {
        return member.peer().exchange(request, TIMEOUT).exceptionally(failure -> {
            throw refusal(member, group, failure);
        });
    }

    private static RuntimeException refusal(GroupMember member, String group, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String who = "consumer <" + group + "> <" + member.clientId() + "> ";
        if (cause instanceof CommandFailedException refused) {
            return refused;
        }
        if (cause instanceof RemotingException remoting && remoting.kind() == RemotingException.Kind.TIMEOUT) {
            return Refusal.of(
                    ResponseCode.CONSUME_MSG_TIMEOUT, who + "did not answer in " + TIMEOUT.toSeconds() + " s");
        }
        return Refusal.of(ResponseCode.SYSTEM_ERROR, who + "cannot be asked: " + cause.getMessage());
    }
}
