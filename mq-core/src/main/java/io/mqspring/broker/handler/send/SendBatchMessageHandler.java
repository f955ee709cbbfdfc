package io.mqspring.broker.handler.send;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.MessageCounter;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stores the messages of a batch in one queue, all or none. They are not delayed. */
final class SendBatchMessageHandler implements CommandHandler<SendBatchMessageRequest, SendMessageResponse> {

    private final MessageStore store;
    private final SendTargets targets;
    private final SystemProperties systemProperties;
    private final SendLimits limits;
    private final HostAddress storeHost;
    private final MessageCounter counter;

    SendBatchMessageHandler(
            MessageStore store,
            SendTargets targets,
            SystemProperties systemProperties,
            SendLimits limits,
            HostAddress storeHost,
            MessageCounter counter) {
        this.store = store;
        this.targets = targets;
        this.systemProperties = systemProperties;
        this.limits = limits;
        this.storeHost = storeHost;
        this.counter = counter;
    }

    @Override
    public CompletableFuture<SendMessageResponse> handle(RequestContext context, SendBatchMessageRequest request) {
        if (TopicNames.isRetryTopic(request.topic())) {
            throw Refusal.of(ResponseCode.MESSAGE_ILLEGAL, "retries are sent one by one, not in batches");
        }
        SendTarget target = targets.find(
                request.topic(), request.defaultTopic(), request.defaultTopicQueueNums(), request.queueId());
        limits.checkBody(request.body());
        List<RecordContent> contents = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        PropertyScan ofBatch = PropertyScan.of(request.properties());
        for (BatchBody.Part part : BatchBody.parse(request.body())) {
            PropertyScan scan = PropertyScan.of(new String(part.properties(), StandardCharsets.UTF_8));
            if (scan.isDelayed() || scan.isMarked() || scan.isTransactional()) {
                throw Refusal.of(
                        ResponseCode.MESSAGE_ILLEGAL,
                        "a message of a batch cannot be delayed or part of a transaction: send it on its own");
            }
            SystemProperties.Completed completed = systemProperties.complete(part.properties(), scan);
            limits.checkProperties(completed.bytes(), 0);
            RecordContent content = content(context, request, target, part, completed.bytes(), scan);
            contents.add(content);
            sizes.add(content.encodedSize());
        }
        sizes.remove(sizes.size() - 1);
        SendOutcome outcome = new SendOutcome(
                counter,
                store.directory(),
                storeHost,
                target.topic().name(),
                target.queueId(),
                ofBatch.uniqueId(),
                null,
                sizes,
                contents.stream().mapToLong(RecordContent::encodedSize).sum());
        store.appendAll(contents, ofBatch.waits(), outcome);
        return outcome.answer();
    }

    private RecordContent content(
            RequestContext context,
            SendBatchMessageRequest request,
            SendTarget target,
            BatchBody.Part part,
            byte[] properties,
            PropertyScan scan) {
        String tag = scan.tag();
        return new RecordContent(
                target.topic().name(),
                target.topic().nameBytes(),
                target.queueId(),
                part.flag(),
                request.sysFlag(),
                request.bornTimestamp(),
                context.peer().address(),
                storeHost,
                0,
                0,
                part.body(),
                RecordContent.crc(part.body()),
                properties,
                tag == null ? 0 : RecordContent.tagsCode(tag));
    }
}
