package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.UnlockQueuesRequest;

/** Code 42: a body, nothing in the header. */
final class UnlockQueuesCodec implements EmptyAnswerCodec<UnlockQueuesRequest> {

    @Override
    public CommandType type() {
        return CommandType.UNLOCK_BATCH_MQ;
    }

    @Override
    public void writeRequest(UnlockQueuesRequest request, CommandWriter out) {
        out.json(json -> {
            json.beginObject().field("clientId", request.clientId()).field("consumerGroup", request.consumerGroup());
            QueueListJson.write("mqSet", request.queues(), json);
            json.field("onlyThisBroker", false).endObject();
        });
    }

    @Override
    public UnlockQueuesRequest readRequest(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new UnlockQueuesRequest(
                in.string("clientId"), in.string("consumerGroup"), QueueListJson.read(in, "mqSet"));
    }
}
