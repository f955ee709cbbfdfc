package io.mqspring.broker.handler.send;

import io.mqspring.broker.handler.MessageCounter;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageIds;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Turns the outcome of an append into the answer of a send. One for each send. */
final class SendOutcome implements AppendCallback {

    private final CompletableFuture<SendMessageResponse> answer = new CompletableFuture<>();
    private final MessageCounter counter;
    private final String directory;
    private final HostAddress storeHost;
    private final String topic;
    private final int queueId;
    private final @Nullable String uniqueId;
    private final @Nullable String recallHandle;
    /** Sizes of the records of a batch but the last; empty for a single message. */
    private final List<Integer> sizes;
    /** Of all records. */
    private final long bytes;

    SendOutcome(
            MessageCounter counter,
            String directory,
            HostAddress storeHost,
            String topic,
            int queueId,
            @Nullable String uniqueId,
            @Nullable String recallHandle,
            List<Integer> sizes,
            long bytes) {
        this.counter = counter;
        this.directory = directory;
        this.storeHost = storeHost;
        this.topic = topic;
        this.queueId = queueId;
        this.uniqueId = uniqueId;
        this.recallHandle = recallHandle;
        this.sizes = sizes;
        this.bytes = bytes;
    }

    CompletableFuture<SendMessageResponse> answer() {
        return answer;
    }

    @Override
    public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
        counter.countIn(topic, sizes.size() + 1, bytes);
        answer.complete(new SendMessageResponse(
                ResponseCode.SUCCESS,
                MessageIds.offsetIds(storeHost, physicalOffset, sizes),
                queueId,
                queueOffset,
                uniqueId,
                recallHandle));
    }

    @Override
    public void onRefused(AppendRefusal refusal) {
        answer.completeExceptionally(StoreRefusals.explain(refusal, directory));
    }
}
