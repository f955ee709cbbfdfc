package io.mqspring.consumer.pull;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.Backoff;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do about pulls that fail: how long to wait, and one line in the log when a broker begins to fail and one when it
 * is well again. Confined to the client's loop.
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

    private final String group;
    private final Runnable heartbeatSoon;
    private final RandomGenerator random;
    private final Set<String> failing = new HashSet<>();

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
        if (!failing.isEmpty() && failing.remove(queue.brokerName())) {
            log.info("{}: broker {} answers again", group, queue.brokerName());
        }
    }

    private void report(MessageQueue queue, Throwable cause) {
        if (failing.add(queue.brokerName())) {
            log.warn(
                    "{}: cannot pull from {}, trying again until it works: {}{}",
                    group,
                    queue,
                    cause.getMessage(),
                    advice(cause));
        } else {
            log.debug("{}: cannot pull from {}: {}", group, queue, cause.getMessage());
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
