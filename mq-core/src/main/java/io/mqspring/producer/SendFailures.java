package io.mqspring.producer;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says to users what went wrong with a send and what to change. Stateless. */
final class SendFailures {

    private SendFailures() {}

    /** A route could not be found. */
    static SendException noRoute(String topic, List<String> nameServers, Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof CommandFailedException refused && refused.code() == ResponseCode.TOPIC_NOT_EXIST) {
            return new SendException(
                    SendException.Kind.UNKNOWN_TOPIC,
                    "topic '" + topic + "' does not exist, and the brokers do not create topics on first use; asked "
                            + String.join(", ", nameServers)
                            + ". Create the topic, let the broker create topics (mq.embedded.auto-create-topics, or autoCreateTopicEnable of a RocketMQ broker), or correct the name",
                    cause);
        }
        if (cause instanceof RemotingException remote && remote.kind() == RemotingException.Kind.CLOSED) {
            return closed();
        }
        return new SendException(
                SendException.Kind.UNREACHABLE,
                "the route of topic '" + topic + "' could not be found: " + cause.getMessage(),
                cause);
    }

    /** The route did not come in time. */
    static SendException routeTimeout(String topic, List<String> nameServers, Duration timeout) {
        return new SendException(
                SendException.Kind.UNREACHABLE,
                "no name server told the route of topic '" + topic + "' within " + text(timeout) + ": asked "
                        + String.join(", ", nameServers)
                        + "; check that mq.name-server is right and that the name server runs",
                null);
    }

    /** The topic exists, but nothing can be written to it. */
    static SendException noQueue(String topic) {
        return new SendException(
                SendException.Kind.REFUSED,
                "topic '" + topic + "' has no writable queue on a broker whose master is up: check the topic's"
                        + " permission and the brokers",
                null);
    }

    /** All attempts failed. */
    static SendException exhausted(
            String topic, MessageQueue queue, String address, int attempts, Duration timeout, Throwable failure) {
        Throwable cause = unwrap(failure);
        String where = "broker '" + queue.brokerName() + "' at " + address;
        if (cause instanceof CommandFailedException refused) {
            return refused(topic, where, attempts, refused);
        }
        if (!(cause instanceof RemotingException remote)) {
            return new SendException(
                    SendException.Kind.REFUSED,
                    "sending to topic '" + topic + "' failed on " + where + ": " + cause,
                    cause);
        }
        return switch (remote.kind()) {
            case CLOSED -> closed();
            case CONNECT_FAILED ->
                new SendException(
                        SendException.Kind.UNREACHABLE,
                        where + " could not be reached for a message to topic '" + topic + "' (" + tries(attempts)
                                + "): " + remote.getMessage() + ". Not stored",
                        remote);
            case TIMEOUT ->
                new SendException(
                        SendException.Kind.TIMEOUT,
                        where + " did not answer a send to topic '" + topic + "' within " + text(timeout) + " ("
                                + tries(attempts) + "; mq.producer.send-timeout). It may have been stored",
                        remote);
            case CONNECTION_LOST, MALFORMED ->
                new SendException(
                        SendException.Kind.UNREACHABLE,
                        "no answer from " + where + " to a send to topic '" + topic + "' (" + tries(attempts) + "): "
                                + remote.getMessage() + ". It may have been stored",
                        remote);
        };
    }

    /** The pending limit is reached. */
    static SendException overloaded(String topic, PendingBytes pending, String waited) {
        return new SendException(
                SendException.Kind.OVERLOADED,
                "a message to topic '" + topic + "' was not sent: " + pending.pending() + " of " + pending.limit()
                        + " bytes are waiting for the broker's answer " + waited
                        + ". Send more slowly, or raise mq.producer.max-pending",
                null);
    }

    /** The client was closed before. */
    static SendException closed() {
        return new SendException(SendException.Kind.CLOSED, "the client is closed", null);
    }

    /** The waiting caller was interrupted. */
    static SendException interrupted(String what, InterruptedException cause) {
        return new SendException(
                SendException.Kind.TIMEOUT,
                "interrupted while waiting for the answer to " + what + ": it may have been stored",
                cause);
    }

    /** It waited behind others that it must come after. */
    static SendException waitedInLine(String topic, Duration timeout) {
        return new SendException(
                SendException.Kind.TIMEOUT,
                "a message to topic '" + topic + "' was not sent within " + text(timeout)
                        + " (mq.producer.send-timeout): an earlier one of its sharding key was tried again and again. Not"
                        + " stored",
                null);
    }

    /** The time of a request is over. */
    static SendException noReply(String topic, String id, @Nullable SendResult stored, Duration patience) {
        if (stored == null) {
            return new SendException(
                    SendException.Kind.TIMEOUT,
                    "request " + id + " to topic '" + topic + "' was not answered by the broker within "
                            + text(patience) + ", so nobody can have replied. It may have been stored",
                    null);
        }
        return new SendException(
                SendException.Kind.NO_REPLY,
                "nobody replied to request " + id + " to topic '" + topic + "' within " + text(patience)
                        + ". It is stored in " + stored.queue() + " at offset " + stored.offset()
                        + ", and a listener may still work on it: check that one listens to the topic and returns a"
                        + " value, or wait longer",
                null);
    }

    /** Whether a broker takes nothing now because there is too much to do; nothing is stored then. */
    static boolean isBusy(Throwable cause) {
        return cause instanceof CommandFailedException refused
                && (refused.code() == ResponseCode.SYSTEM_BUSY || refused.code() == ResponseCode.FLOW_CONTROL);
    }

    /** Whether it is the broker that cannot take messages now, and not the message or the topic that is wrong. */
    static boolean isBrokersFault(Throwable cause) {
        if (cause instanceof CommandFailedException refused) {
            return isBusy(cause)
                    || refused.code() == ResponseCode.SERVICE_NOT_AVAILABLE
                    || refused.code() == ResponseCode.GO_AWAY;
        }
        return cause instanceof RemotingException remote && remote.kind() != RemotingException.Kind.CLOSED;
    }

    /** Whether another attempt may succeed. */
    static boolean mayPass(Throwable cause) {
        if (cause instanceof CommandFailedException refused) {
            return refused.code().isRetryable();
        }
        return cause instanceof RemotingException remote
                && remote.kind() != RemotingException.Kind.CLOSED
                && remote.kind() != RemotingException.Kind.MALFORMED;
    }

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static SendException refused(String topic, String where, int attempts, CommandFailedException refusal) {
        String advice = refusal.isDenied()
                ? ". Check the permissions of the topic and of the broker, and that the user of mq.access-key may publish to the"
                        + " topic (PUB)"
                : switch (refusal.code()) {
                    case TOPIC_NOT_EXIST ->
                        ". Create the topic, let the broker create topics (mq.embedded.auto-create-topics, or autoCreateTopicEnable of a RocketMQ broker), or correct the name";
                    case SERVICE_NOT_AVAILABLE ->
                        ". The broker takes no messages at present: its disk may be full, or it is shutting down";
                    case SYSTEM_BUSY, FLOW_CONTROL ->
                        ". The broker is overloaded: send more slowly, or wait longer (mq.producer.send-timeout). Not stored";
                    case MESSAGE_ILLEGAL ->
                        ". It may be over the broker's limit (mq.embedded.max-message-size, or maxMessageSize of a RocketMQ broker), or delayed by more than the broker allows (timerMaxDelaySec of a RocketMQ broker, 3 days unless set)";
                    default -> "";
                };
        SendException.Kind kind =
                switch (refusal.code()) {
                    case TOPIC_NOT_EXIST -> SendException.Kind.UNKNOWN_TOPIC;
                    case SYSTEM_BUSY, FLOW_CONTROL -> SendException.Kind.BUSY;
                    default -> SendException.Kind.REFUSED;
                };
        return new SendException(
                kind,
                where + " refused a message to topic '" + topic + "' (" + tries(attempts) + "): " + refusal.getMessage()
                        + advice,
                refusal);
    }

    private static String tries(int attempts) {
        return attempts == 1 ? "1 attempt" : attempts + " attempts";
    }
}
