package io.mqspring.consumer.pull;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.Backoff;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do about pulls that fail: how long to wait, and one line in the log when a broker begins to fail or to refuse a
 * topic, and one when all is well again. Confined to the client's loop.
 */
final class PullTrouble {

    private static final Logger log = LoggerFactory.getLogger(PullTrouble.class);
    private static final Duration THROTTLED = Duration.ofMillis(20);
    private static final Backoff UNKNOWN_TO_BROKER = new Backoff(Duration.ofMillis(50), 2, Duration.ofSeconds(1), 0.2);
    private static final Backoff FAILURE = new Backoff(Duration.ofSeconds(1), 1.5, Duration.ofSeconds(5), 0.2);
    /** A heartbeat is on its way; only when it does not help there is something to say. */
    private static final int PATIENCE = 6;
    /** What an official broker says to an SQL92 filter unless it is told to evaluate them. */
    private static final String NO_PROPERTY_FILTER = "not support consumer to filter message by SQL92";

    private static final Set<ResponseCode> OF_ALL_TOPICS = Set.of(
            ResponseCode.SYSTEM_BUSY, ResponseCode.SERVICE_NOT_AVAILABLE, ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);

    private final String group;
    private final Runnable heartbeatSoon;
    private final RandomGenerator random;
    /** Which queues have a trouble, so that one queue neither hides nor ends what others have. */
    private final Map<Kind, Set<MessageQueue>> troubles = new HashMap<>();

    /**
     * What is said once, for all queues that have it: that a broker does not answer, or that it refuses pulls.
     *
     * @param topic empty for what is no matter of one topic
     * @param code why it refuses; null when it does not answer
     */
    private record Kind(
            String broker, String topic, @Nullable ResponseCode code) {

        static Kind of(MessageQueue queue, Throwable cause) {
            if (!(cause instanceof CommandFailedException refused)) {
                return new Kind(queue.brokerName(), "", null);
            }
            String topic = OF_ALL_TOPICS.contains(refused.code()) ? "" : queue.topic();
            return new Kind(queue.brokerName(), topic, refused.code());
        }
    }

    PullTrouble(String group, Runnable heartbeatSoon, RandomGenerator random) {
        this.group = group;
        this.heartbeatSoon = heartbeatSoon;
        this.random = random;
    }

    /**
     * @param failures in a row, this one included
     * @return how long to wait before the next try
     */
    Duration failed(MessageQueue queue, Throwable failure, int failures) {
        Throwable cause = BrokerLink.cause(failure);
        if (cause instanceof CommandFailedException refused) {
            if (refused.code() == ResponseCode.FLOW_CONTROL) {
                return THROTTLED;
            }
            if (isUnknownToBroker(refused.code())) {
                heartbeatSoon.run();
                if (failures >= PATIENCE) {
                    report(queue, cause);
                }
                return UNKNOWN_TO_BROKER.delay(failures, random);
            }
        }
        report(queue, cause);
        return FAILURE.delay(failures, random);
    }

    void succeeded(MessageQueue queue) {
        if (!troubles.isEmpty()) {
            end(queue, null);
        }
    }

    /** This member has the queue no more: its trouble is that of another member. */
    void forget(MessageQueue queue) {
        troubles.values().removeIf(queues -> queues.remove(queue) && queues.isEmpty());
    }

    private void report(MessageQueue queue, Throwable cause) {
        Kind kind = Kind.of(queue, cause);
        end(queue, kind);
        Set<MessageQueue> queues = troubles.get(kind);
        if (queues == null) {
            troubles.put(kind, new HashSet<>(Set.of(queue)));
            log.warn(
                    "{}: cannot pull from {}, trying again until it works: {}{}",
                    group,
                    queue,
                    cause.getMessage(),
                    advice(cause));
        } else {
            queues.add(queue);
            log.debug("{}: cannot pull from {}: {}", group, queue, cause.getMessage());
        }
    }

    /** Ends what a queue was in trouble with, but for one kind; says so when it was the last queue that had it. */
    private void end(MessageQueue queue, @Nullable Kind but) {
        for (Iterator<Map.Entry<Kind, Set<MessageQueue>>> all =
                        troubles.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<Kind, Set<MessageQueue>> one = all.next();
            Kind kind = one.getKey();
            Set<MessageQueue> queues = one.getValue();
            if (kind.equals(but) || !queues.remove(queue) || !queues.isEmpty()) {
                continue;
            }
            all.remove();
            if (kind.code() == null) {
                log.info("{}: broker {} answers again", group, kind.broker());
            } else if (but == null) {
                log.info(
                        "{}: pulls from {}broker {} again",
                        group,
                        kind.topic().isEmpty() ? "" : kind.topic() + " on ",
                        kind.broker());
            }
        }
    }

    private static String advice(Throwable cause) {
        if (!(cause instanceof CommandFailedException refused)) {
            return "";
        }
        if (refused.code() == ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST) {
            return ". The brokers do not create groups (autoCreateSubscriptionGroup=false): create the group, as with"
                    + " 'mqadmin updateSubGroup'";
        }
        if (refused.isDenied()) {
            return ". Give the user of mq.access-key the right to consume the topic and the group (SUB on both; ACL 2.0 of an"
                    + " official broker wants GET on the topic, too, for a new group that starts at a time)";
        }
        return String.valueOf(refused.getMessage()).contains(NO_PROPERTY_FILTER)
                ? ". Set enablePropertyFilter=true in the broker's configuration"
                : "";
    }

    private static boolean isUnknownToBroker(ResponseCode code) {
        return code == ResponseCode.SUBSCRIPTION_NOT_EXIST
                || code == ResponseCode.SUBSCRIPTION_NOT_LATEST
                || code == ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST
                || code == ResponseCode.FILTER_DATA_NOT_EXIST
                || code == ResponseCode.FILTER_DATA_NOT_LATEST;
    }
}
