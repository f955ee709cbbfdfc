package io.mqspring.test.simulation;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.SendBatchMessageRequest;
import io.mqspring.protocol.SendMessageRequest;
import java.nio.ByteBuffer;
import java.util.List;

/** What a real network does to memory: the receiver never sees the sender's buffers. Stateless. */
final class Crossing {

    private Crossing() {}

    /** A request with its body copied. */
    static <R extends Response> Request<R> copy(Request<R> request) {
        if (request instanceof SendMessageRequest send) {
            return cast(new SendMessageRequest(
                    send.producerGroup(),
                    send.topic(),
                    send.defaultTopic(),
                    send.defaultTopicQueueNums(),
                    send.queueId(),
                    send.sysFlag(),
                    send.bornTimestamp(),
                    send.flag(),
                    send.properties(),
                    send.reconsumeTimes(),
                    send.maxReconsumeTimes(),
                    copy(send.body())));
        }
        if (request instanceof SendBatchMessageRequest send) {
            return cast(new SendBatchMessageRequest(
                    send.producerGroup(),
                    send.topic(),
                    send.defaultTopic(),
                    send.defaultTopicQueueNums(),
                    send.queueId(),
                    send.sysFlag(),
                    send.bornTimestamp(),
                    send.flag(),
                    send.properties(),
                    copy(send.body())));
        }
        return request;
    }

    /** A response whose records are copied to the heap; the lease of the original ends. */
    static <R extends Response> R toHeap(R response) {
        if (response instanceof PullMessageResponse pull) {
            RecordBatch leased = pull.batch();
            ByteBuffer records = ByteBuffer.allocate(leased.byteSize());
            for (ByteBuffer slice : leased.slices()) {
                records.put(slice.duplicate());
            }
            leased.close();
            return cast(withBatch(pull, RecordBatch.ofHeap(records.flip())));
        }
        return response;
    }

    /** A response whose batch must be closed by its receiver, and may not be read after that. */
    static <R extends Response> R toReceiver(R response, OpenLeases leases, SimulatedNode receiver) {
        if (response instanceof PullMessageResponse pull && !pull.batch().isEmpty()) {
            ByteBuffer records = copy(pull.batch().slices().get(0));
            Runnable release = leases.open(receiver);
            RecordBatch batch =
                    RecordBatch.leased(List.of(records), pull.batch().count(), () -> {
                        release.run();
                        spoil(records);
                    });
            return cast(withBatch(pull, batch));
        }
        return response;
    }

    /** Ends the lease of a response that nobody takes. */
    static void discard(Response response) {
        if (response instanceof PullMessageResponse pull) {
            pull.batch().close();
        }
    }

    private static PullMessageResponse withBatch(PullMessageResponse pull, RecordBatch batch) {
        return new PullMessageResponse(
                pull.status(), pull.suggestedBrokerId(), pull.nextOffset(), pull.minOffset(), pull.maxOffset(), batch);
    }

    private static ByteBuffer copy(ByteBuffer source) {
        return ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
    }

    /** Reading after the release is an error that must not go unseen. */
    private static void spoil(ByteBuffer records) {
        for (int i = 0; i < records.limit(); i++) {
            records.put(i, (byte) 0xDB);
        }
    }

    @SuppressWarnings("unchecked") // Justification: the copy has the class of the original, which had this type
    private static <T> T cast(Object copy) {
        return (T) copy;
    }
}
