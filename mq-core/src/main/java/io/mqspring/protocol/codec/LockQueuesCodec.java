package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.LockQueuesResponse;

/** Code 41: bodies in both directions, nothing in the header. */
final class LockQueuesCodec implements CommandCodec<LockQueuesRequest, LockQueuesResponse> {

    @Override
    public CommandType type() {
        return CommandType.LOCK_BATCH_MQ;
    }

    @Override
    public void writeRequest(LockQueuesRequest request, CommandWriter out) {
        out.json(json -> {
            json.beginObject().field("clientId", request.clientId()).field("consumerGroup", request.consumerGroup());
            QueueListJson.write("mqSet", request.queues(), json);
            json.field("onlyThisBroker", false).endObject();
        });
    }

    @Override
    public LockQueuesRequest readRequest(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new LockQueuesRequest(
                in.string("clientId"), in.string("consumerGroup"), QueueListJson.read(in, "mqSet"));
    }

    @Override
    public void writeResponse(LockQueuesResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            QueueListJson.write("lockOKMQSet", response.locked(), json);
            json.endObject();
        });
    }

    @Override
    public LockQueuesResponse readResponse(Frame frame) {
        return new LockQueuesResponse(QueueListJson.read(JsonBodyReader.read(frame.body()), "lockOKMQSet"));
    }
}
