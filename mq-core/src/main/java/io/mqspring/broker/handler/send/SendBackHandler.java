package io.mqspring.broker.handler.send;

import io.mqspring.broker.delay.DelayRules;
import io.mqspring.broker.delay.Parking;
import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.handler.AccessRules;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.MessageCounter;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Stores a message that a group could not consume once more: for its retry topic, after a delay level that grows with the
 * attempts, or for its dead-letter topic when they are used up.
 */
final class SendBackHandler implements CommandHandler<SendBackRequest, EmptyResponse> {

    /** The level of the first retry: 10 s. */
    private static final int FIRST_LEVEL = 3;

    private final MessageStore store;
    private final SendTargets targets;
    private final GroupConfigs groups;
    private final HostAddress storeHost;
    private final String brokerName;
    private final MessageCounter counter;
    private final TimeSource time;

    SendBackHandler(
            MessageStore store,
            SendTargets targets,
            GroupConfigs groups,
            HostAddress storeHost,
            String brokerName,
            MessageCounter counter,
            TimeSource time) {
        this.store = store;
        this.targets = targets;
        this.groups = groups;
        this.storeHost = storeHost;
        this.brokerName = brokerName;
        this.counter = counter;
        this.time = time;
    }

    @Override
    public CompletableFuture<EmptyResponse> handle(RequestContext context, SendBackRequest request) {
        Refusal.checkGroupName(request.group());
        GroupConfig group = groups.findOrCreate(request.group());
        MessageView message = load(request);
        AccessRules.checkSubscribe(context.principal(), message.queue().topic());
        int max = request.maxReconsumeTimes() >= 0 ? request.maxReconsumeTimes() : group.retryMaxTimes();
        boolean dead = request.delayLevel() < 0 || message.reconsumeTimes() >= max;
        SendTarget target = dead ? targets.deadLetters(request.group()) : targets.retries(request.group());
        CompletableFuture<EmptyResponse> answer = new CompletableFuture<>();
        store.append(content(request, message, target, dead), true, new Answer(answer, store.directory()));
        return answer.whenComplete((done, failure) -> {
            if (failure == null) {
                counter.countSentBack(request.group(), message.topic());
            }
        });
    }

    private MessageView load(SendBackRequest request) {
        try (RecordBatch batch = store.recordAt(request.offset())
                .orElseThrow(() ->
                        Refusal.of(ResponseCode.SYSTEM_ERROR, "there is no message at position " + request.offset()))) {
            return batch.toViews(brokerName).get(0);
        }
    }

    private RecordContent content(SendBackRequest request, MessageView message, SendTarget target, boolean dead) {
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        DelayRules.forgetDelays(properties);
        properties.remove(PropertyNames.TRAN_MSG);
        properties.putIfAbsent(PropertyNames.RETRY_TOPIC, message.queue().topic());
        properties.putIfAbsent(PropertyNames.ORIGIN_MESSAGE_ID, message.offsetMessageId());
        properties.put(PropertyNames.WAIT, "false");
        String topic = target.topic().name();
        int queueId = target.queueId();
        if (!dead) {
            int level = request.delayLevel() > 0 ? request.delayLevel() : FIRST_LEVEL + message.reconsumeTimes();
            properties.put(PropertyNames.DELAY, Integer.toString(level));
            Parking parking = DelayRules.park(properties, topic, queueId, time.wallMillis())
                    .orElseThrow();
            topic = parking.topic();
            queueId = parking.queueId();
            properties = parking.properties();
        }
        return RecordContent.of(
                topic,
                queueId,
                message.flag(),
                message.sysFlag(),
                message.bornTimestamp(),
                message.bornHost(),
                storeHost,
                message.reconsumeTimes() + 1,
                ByteBuffer.wrap(message.storedBody()),
                MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                message.tag().map(RecordContent::tagsCode).orElse(0L));
    }

    private record Answer(CompletableFuture<EmptyResponse> future, String directory) implements AppendCallback {

        @Override
        public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
            future.complete(new EmptyResponse());
        }

        @Override
        public void onRefused(AppendRefusal refusal) {
            future.completeExceptionally(StoreRefusals.explain(refusal, directory));
        }
    }
}
