package io.mqspring.broker.handler;

import io.mqspring.broker.delay.DelayRules;
import io.mqspring.broker.delay.Parking;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
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
 * Stores one message: in its topic, in the dead-letter topic when a retry has used up its attempts, or parked when it is
 * due later. Appends on the thread that brings it.
 */
final class SendMessageHandler implements CommandHandler<SendMessageRequest, SendMessageResponse> {

    private final MessageStore store;
    private final SendTargets targets;
    private final GroupConfigs groups;
    private final SystemProperties systemProperties;
    private final SendLimits limits;
    private final HostAddress storeHost;
    private final MessageCounter counter;
    private final TimeSource time;

    SendMessageHandler(
            MessageStore store,
            SendTargets targets,
            GroupConfigs groups,
            SystemProperties systemProperties,
            SendLimits limits,
            HostAddress storeHost,
            MessageCounter counter,
            TimeSource time) {
        this.store = store;
        this.targets = targets;
        this.groups = groups;
        this.systemProperties = systemProperties;
        this.limits = limits;
        this.storeHost = storeHost;
        this.counter = counter;
        this.time = time;
    }

    @Override
    public CompletableFuture<SendMessageResponse> handle(RequestContext context, SendMessageRequest request) {
        SendTarget target = targets.find(
                request.topic(), request.defaultTopic(), request.defaultTopicQueueNums(), request.queueId());
        limits.checkBody(request.body());
        PropertyScan scan = PropertyScan.of(request.properties());
        if (scan.isTransactional() || isPrepared(request.sysFlag())) {
            throw Refusal.of(ResponseCode.MESSAGE_ILLEGAL, "this broker does not take transactional messages");
        }
        boolean exhausted = isExhausted(request);
        if (exhausted) {
            target = targets.deadLetters(group(request.topic()));
        }
        SystemProperties.Completed completed = systemProperties.complete(properties(request, scan, exhausted), scan);
        Place place = scan.isDelayed() && !exhausted ? park(completed, target) : Place.of(completed, target);
        limits.checkProperties(place.properties(), place.reserve());
        SendOutcome outcome = new SendOutcome(
                counter,
                store.directory(),
                storeHost,
                target.topic().name(),
                target.queueId(),
                completed.uniqueId(),
                List.of());
        store.append(content(context, request, scan.tag(), place), scan.waits(), outcome);
        return outcome.answer();
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

    private RecordContent content(
            RequestContext context, SendMessageRequest request, @Nullable String tag, Place place) {
        return new RecordContent(
                place.topic(),
                place.topicBytes(),
                place.queueId(),
                request.flag(),
                request.sysFlag(),
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

    /** Whether a retry has failed more often than it may. */
    private boolean isExhausted(SendMessageRequest request) {
        if (!TopicNames.isRetryTopic(request.topic())) {
            return false;
        }
        int max = request.maxReconsumeTimes() >= 0
                ? request.maxReconsumeTimes()
                : groups.findOrCreate(group(request.topic())).retryMaxTimes();
        return request.reconsumeTimes() > max;
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
        return MessageProperties.encode(properties);
    }

    private static boolean isPrepared(int sysFlag) {
        return (sysFlag & SysFlags.TRANSACTION_PREPARED) != 0;
    }

    private static String group(String retryTopic) {
        return retryTopic.substring(TopicNames.RETRY_PREFIX.length());
    }

    /** What becomes of the message on its way into the log. */
    private record Place(String topic, byte[] topicBytes, int queueId, byte[] properties, int reserve) {

        /** What a delivery adds to the properties. */
        private static final int DELIVERY_MARK = 40;

        static Place of(SystemProperties.Completed completed, SendTarget target) {
            return new Place(target.topic().name(), target.topic().nameBytes(), target.queueId(), completed.bytes(), 0);
        }

        static Place of(Parking parking) {
            return new Place(
                    parking.topic(),
                    parking.topic().getBytes(StandardCharsets.UTF_8),
                    parking.queueId(),
                    MessageProperties.encode(parking.properties()).getBytes(StandardCharsets.UTF_8),
                    DELIVERY_MARK);
        }
    }
}
