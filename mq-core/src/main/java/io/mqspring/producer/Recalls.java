package io.mqspring.producer;

import io.mqspring.message.RecallHandle;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.RecallMessageRequest;
import io.mqspring.protocol.RecallMessageResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RemotingException;
import java.util.concurrent.CompletableFuture;

/** Takes timed messages back: asks the broker that a handle names. Thread safe. */
final class Recalls {

    private final SendContext context;

    Recalls(SendContext context) {
        this.context = context;
    }

    /** Completes on whatever thread brings the answer. */
    CompletableFuture<String> recall(String recallHandle) {
        RecallHandle handle;
        try {
            handle = RecallHandle.decode(recallHandle);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new SendException(SendException.Kind.INVALID, String.valueOf(e.getMessage()), e));
        }
        return context.routes()
                .findForSend(handle.topic())
                .thenCompose(route -> route.masterAddress(handle.brokerName())
                        .map(address -> ask(address, handle, recallHandle))
                        .orElseGet(() -> CompletableFuture.failedFuture(new SendException(
                                SendException.Kind.UNREACHABLE,
                                "broker '" + handle.brokerName() + "', where the message waits, does not serve topic '"
                                        + handle.topic() + "' now",
                                null))))
                .handle((response, failure) -> {
                    if (failure != null) {
                        throw explain(handle, SendFailures.unwrap(failure));
                    }
                    return response.messageId();
                });
    }

    private CompletableFuture<RecallMessageResponse> ask(String address, RecallHandle handle, String recallHandle) {
        RecallMessageRequest request = new RecallMessageRequest(
                handle.topic(), recallHandle, context.settings().group());
        return context.remoting().exchange(address, request, context.settings().sendTimeout());
    }

    private static SendException explain(RecallHandle handle, Throwable failure) {
        if (failure instanceof SendException known) {
            return known;
        }
        String what = "message " + handle.messageId() + " to topic '" + handle.topic() + "' could not be taken back: ";
        if (failure instanceof CommandFailedException refused) {
            boolean late = refused.code() == ResponseCode.ILLEGAL_OPERATION;
            return new SendException(
                    late ? SendException.Kind.TOO_LATE : SendException.Kind.REFUSED,
                    what + refused.getMessage() + advice(refused.code()),
                    refused);
        }
        if (failure instanceof RemotingException remote && remote.kind() == RemotingException.Kind.TIMEOUT) {
            return new SendException(
                    SendException.Kind.TIMEOUT, what + remote.getMessage() + ". It may have been taken back", remote);
        }
        if (failure instanceof RemotingException remote && remote.kind() == RemotingException.Kind.CLOSED) {
            return SendFailures.closed();
        }
        return new SendException(SendException.Kind.UNREACHABLE, what + failure.getMessage(), failure);
    }

    private static String advice(ResponseCode code) {
        return switch (code) {
            case REQUEST_CODE_NOT_SUPPORTED ->
                ". The broker is older than RocketMQ 5.3.2, whose delays cannot be cancelled";
            case NO_PERMISSION -> ". An official broker needs recallMessageEnable=true for that";
            default -> "";
        };
    }
}
