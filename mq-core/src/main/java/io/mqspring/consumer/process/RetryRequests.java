package io.mqspring.consumer.process;

import io.mqspring.message.DelayLevels;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.SysFlags;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SendMessageRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.ToIntFunction;

/**
 * The two requests by which a failed message reaches a broker. The ordinary one is a send to the retry topic whose attempt
 * number makes the broker choose: above the maximum it goes to the dead-letter topic, with all properties kept. The other
 * names the message's place in the log; it knows delay levels only, has no room for reasons, and always counts as an
 * attempt. Stateless.
 */
final class RetryRequests {

    private static final int TEMPLATE_QUEUES = 4;
    private static final int BROKER_CHOOSES_QUEUE = -1;
    private static final int DEAD_LETTER_LEVEL = -1;

    private final String group;
    private final String application;
    private final ToIntFunction<String> brokerVersion;

    RetryRequests(String group, String application, ToIntFunction<String> brokerVersion) {
        this.group = group;
        this.application = application;
        this.brokerVersion = brokerVersion;
    }

    SendMessageRequest send(FailedMessage failed, String address, Duration delay) {
        MessageView view = failed.view();
        boolean dead = failed.deathReason() != null;
        return new SendMessageRequest(
                // By this name, 4.9 brokers with ACL judge who may send to a retry topic.
                group,
                TopicNames.retryTopic(group),
                TopicNames.AUTO_CREATE_TOPIC,
                TEMPLATE_QUEUES,
                BROKER_CHOOSES_QUEUE,
                view.sysFlag() & (SysFlags.COMPRESSED | SysFlags.COMPRESSION_MASK),
                view.bornTimestamp(),
                view.flag(),
                properties(failed, address, delay),
                dead ? failed.maxAttempts() + 1 : failed.failedAttempts(),
                // Release 4.9 gives up at the maximum, release 5 above it.
                dead ? failed.maxAttempts() : failed.maxAttempts() + 1,
                ByteBuffer.wrap(view.storedBody()));
    }

    SendBackRequest sendBack(FailedMessage failed, Duration delay) {
        MessageView view = failed.view();
        return new SendBackRequest(
                view.physicalOffset(),
                group,
                failed.deathReason() != null ? DEAD_LETTER_LEVEL : DelayLevels.nearest(delay),
                view.property(PropertyNames.ORIGIN_MESSAGE_ID).orElseGet(view::offsetMessageId),
                view.topic(),
                failed.maxAttempts());
    }

    private String properties(FailedMessage failed, String address, Duration delay) {
        RetryProperties properties = RetryProperties.of(failed);
        String reason = failed.deathReason();
        if (reason != null) {
            return properties.withDeath(reason, application, failed.cause()).encode();
        }
        if (delay.isZero()) {
            return properties.encode();
        }
        int version = brokerVersion.applyAsInt(address);
        return version >= ProtocolVersion.V5_0_0
                ? properties.withTimer(delay).encode()
                : properties.withLevel(level(version, delay)).encode();
    }

    /** A broker that has not told its version yet may have timers, which deliver nothing before its time. */
    private static int level(int version, Duration delay) {
        return version == 0
                ? DelayLevels.atLeast(delay).orElseGet(() -> DelayLevels.nearest(delay))
                : DelayLevels.nearest(delay);
    }
}
