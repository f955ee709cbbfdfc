package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeDirectlyRequest;
import io.mqspring.protocol.ConsumeDirectlyResponse;

/** Code 309. */
final class ConsumeDirectlyCodec implements CommandCodec<ConsumeDirectlyRequest, ConsumeDirectlyResponse> {

    @Override
    public CommandType type() {
        return CommandType.CONSUME_DIRECTLY;
    }

    @Override
    public void writeRequest(ConsumeDirectlyRequest request, CommandWriter out) {
        out.optional("brokerName", request.brokerName());
        out.field("clientId", request.clientId());
        out.field("consumerGroup", request.consumerGroup());
        out.field("msgId", request.messageId());
        out.optional("topic", request.topic());
        out.body(request.message());
    }

    @Override
    public ConsumeDirectlyRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new ConsumeDirectlyRequest(
                in.string("consumerGroup"),
                in.string("clientId", ""),
                in.string("msgId", ""),
                in.optional("brokerName"),
                in.optional("topic"),
                frame.body());
    }

    @Override
    public void writeResponse(ConsumeDirectlyResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject()
                    .field("autoCommit", response.autoCommit())
                    .field("consumeResult", response.result())
                    .field("order", response.order());
            String remark = response.remark();
            if (remark != null) {
                json.field("remark", remark);
            }
            json.field("spentTimeMills", response.spentMillis()).endObject();
        });
    }

    @Override
    public ConsumeDirectlyResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new ConsumeDirectlyResponse(
                in.flag("order", false),
                in.flag("autoCommit", true),
                in.string("consumeResult"),
                in.optional("remark"),
                in.longValue("spentTimeMills", 0));
    }
}
