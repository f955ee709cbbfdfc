package io.mqspring.broker.handler.send;

import io.mqspring.broker.delay.DelayRules;
import io.mqspring.broker.delay.Parking;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.MessageCounter;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.lock.QueueLocks;
import io.mqspring.broker.transaction.HalfMessage;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecallHandle;
import io.mqspring.message.RecordContent;
import io.mqspring.message.SysFlags;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores one message: in its topic, in the dead-letter topic when a retry has used up its attempts, parked when it is due
 * later, or as a half message when it is part of a transaction. Appends on the thread that brings it.
 */
final class SendMessageHandler implements CommandHandler<SendMessageRequest, SendMessageResponse> {

    private final MessageStore store;
    private final SendTargets targets;
    private final GroupConfigs groups;
    private final QueueLocks locks;
    private final SystemProperties systemProperties;
    private final SendLimits limits;
    private final HostAddress storeHost;
    private final String brokerName;
    private final MessageCounter counter;
    private final TimeSource time;

    SendMessageHandler(
            MessageStore store,
            SendTargets targets,
            GroupConfigs groups,
            QueueLocks locks,
            SystemProperties systemProperties,
            SendLimits limits,
            HostAddress storeHost,
            String brokerName,
            MessageCounter counter,
            TimeSource time) {
        this.store = store;
        this.targets = targets;
        this.groups = groups;
        this.locks = locks;
        this.systemProperties = systemProperties;
        this.limits = limits;
        this.storeHost = storeHost;
        this.brokerName = brokerName;
        this.counter = counter;
        this.time = time;
    }

    @Override
    public CompletableFuture<SendMessageResponse> handle(RequestContext context, SendMessageRequest request) {
        SendTarget target = targets.find(
                request.topic(), request.defaultTopic(), request.defaultTopicQueueNums(), request.queueId());
        limits.checkBody(request.body());
        PropertyScan scan = PropertyScan.of(request.properties());
        boolean exhausted = isExhausted(request);
        boolean half = isHalf(request, scan);
        if (exhausted) {
            target = targets.deadLetters(group(request.topic()));
        }
        SystemProperties.Completed completed =
                systemProperties.complete(properties(request, scan, exhausted).getBytes(StandardCharsets.UTF_8), scan);
        Place place;
        if (half) {
            place = prepare(completed, target, request.producerGroup());
        } else if (scan.isDelayed() && !exhausted) {
            place = park(completed, target);
        } else {
            place = Place.of(completed, target);
        }
        limits.checkProperties(place.properties(), place.reserve());
        RecordContent content = content(context, request, scan.tag(), place);
        SendOutcome outcome = new SendOutcome(
                counter,
                store.directory(),
                storeHost,
                target.topic().name(),
                target.queueId(),
                completed.uniqueId(),
                recallHandle(target, place, completed),
                List.of(),
                content.encodedSize());
        store.append(content, scan.waits(), outcome);
        return outcome.answer();
    }

    /** What takes the message back; null if it does not wait for an exact time, or is a retry. */
    private @Nullable String recallHandle(SendTarget target, Place place, SystemProperties.Completed completed) {
        String topic = target.topic().name();
        if (place.officialDue() < 0 || TopicNames.isRetryTopic(topic)) {
            return null;
        }
        return new RecallHandle(topic, brokerName, place.officialDue() + 1, completed.uniqueId()).encode();
    }

    private Place park(SystemProperties.Completed completed, SendTarget target) {
        Map<String, String> properties = MessageProperties.decode(completed.bytes(), 0, completed.bytes().length);
        try {
            return DelayRules.park(properties, target.topic().name(), target.queueId(), time.wallMillis())
                    .map(Place::of)
                    .orElseGet(() -> Place.of(completed, target));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ResponseCode.MESSAGE_ILLEGAL, String.valueOf(e.getMessage()));
        }
    }

    private static Place prepare(SystemProperties.Completed completed, SendTarget target, String producerGroup) {
        return Place.ofHalf(HalfMessage.prepare(
                MessageProperties.decode(completed.bytes(), 0, completed.bytes().length),
                target.topic().name(),
                target.queueId(),
                completed.uniqueId(),
                producerGroup));
    }

    private RecordContent content(
            RequestContext context, SendMessageRequest request, @Nullable String tag, Place place) {
        return new RecordContent(
                place.topic(),
                place.topicBytes(),
                place.queueId(),
                request.flag(),
                place.sysFlag(request.sysFlag()),
                request.bornTimestamp(),
                context.peer().address(),
                storeHost,
                request.reconsumeTimes(),
                0,
                request.body(),
                RecordContent.crc(request.body()),
                place.properties(),
                tag == null ? 0 : RecordContent.tagsCode(tag));
    }

    /**
     * Whether a retry has failed more often than it may. A group that consumes in order retries in place; what it sends to its
     * retry topic, it has given up, as official brokers have it.
     */
    private boolean isExhausted(SendMessageRequest request) {
        if (!TopicNames.isRetryTopic(request.topic())) {
            return false;
        }
        int max = request.maxReconsumeTimes() >= 0
                ? request.maxReconsumeTimes()
                : groups.findOrCreate(group(request.topic())).retryMaxTimes();
        return request.reconsumeTimes() > max || locks.isOrdered(group(request.topic()));
    }

    private static String properties(SendMessageRequest request, PropertyScan scan, boolean exhausted) {
        if (!scan.isMarked() && !(exhausted && scan.isDelayed())) {
            return request.properties();
        }
        Map<String, String> properties = MessageProperties.decode(request.properties());
        if (exhausted) {
            DelayRules.forgetDelays(properties);
        }
        properties.remove(PropertyNames.MQ_TIMER_OFFSET);
        properties.remove(PropertyNames.MQ_RECALLED);
        return MessageProperties.encode(properties);
    }

    /** Whether it is the first half of a transaction. */
    private static boolean isHalf(SendMessageRequest request, PropertyScan scan) {
        if (!scan.isTransactional()) {
            if ((request.sysFlag() & SysFlags.TRANSACTION_PREPARED) != 0) {
                throw Refusal.of(
                        ResponseCode.MESSAGE_ILLEGAL,
                        "the system flag " + request.sysFlag() + " says that the message is part of a transaction, but"
                                + " its property " + PropertyNames.TRAN_MSG + " is not true: set both or neither");
            }
            return false;
        }
        if (TopicNames.isRetryTopic(request.topic())) {
            throw Refusal.of(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "a retry cannot be part of a transaction: leave the property " + PropertyNames.TRAN_MSG + " out");
        }
        if (scan.isDelayed()) {
            throw Refusal.of(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "a message cannot be delayed and part of a transaction: leave the delay or the property "
                            + PropertyNames.TRAN_MSG + " out");
        }
        return true;
    }

    private static String group(String retryTopic) {
        return retryTopic.substring(TopicNames.RETRY_PREFIX.length());
    }

    /** What becomes of the message on its way into the log. */
    private record Place(
            String topic, byte[] topicBytes, int queueId, byte[] properties, int reserve, long officialDue) {

        /** What a delivery adds to the properties. */
        private static final int DELIVERY_MARK = 40;

        static Place of(SystemProperties.Completed completed, SendTarget target) {
            return new Place(
                    target.topic().name(), target.topic().nameBytes(), target.queueId(), completed.bytes(), 0, -1);
        }

        static Place of(Parking parking) {
            return waiting(parking.topic(), parking.queueId(), parking.properties(), DELIVERY_MARK);
        }

        /** A half message bears no transaction bits, or the store would hide it. */
        int sysFlag(int sent) {
            return topic.equals(TopicNames.HALF_TOPIC) ? sent & ~SysFlags.TRANSACTION_MASK : sent;
        }

        static Place ofHalf(Map<String, String> properties) {
            return waiting(TopicNames.HALF_TOPIC, 0, properties, HalfMessage.RESERVE);
        }

        private static Place waiting(String topic, int queueId, Map<String, String> properties, int reserve) {
            return new Place(
                    topic,
                    topic.getBytes(StandardCharsets.UTF_8),
                    queueId,
                    MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                    reserve,
                    topic.equals(TopicNames.TIMER_TOPIC)
                            ? Long.parseLong(properties.getOrDefault(PropertyNames.TIMER_OUT_MS, "-1"))
                            : -1);
        }
    }
}
