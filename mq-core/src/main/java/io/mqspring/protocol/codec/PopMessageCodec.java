package io.mqspring.protocol.codec;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.PopMessageRequest;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.protocol.PopStatus;
import io.mqspring.protocol.ResponseCode;

/** Code 200050. The answer's body is records, one after the other; its header is complete even when there are none. */
final class PopMessageCodec implements CommandCodec<PopMessageRequest, PopMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.POP_MESSAGE;
    }

    @Override
    public void writeRequest(PopMessageRequest request, CommandWriter out) {
        out.optional("attemptId", request.attemptId());
        out.field("bornTime", request.bornTime());
        out.field("consumerGroup", request.consumerGroup());
        out.optional("exp", request.expression());
        out.field("expType", request.expressionType());
        out.field("initMode", request.initMode());
        out.field("invisibleTime", request.invisibleMillis());
        out.field("maxMsgNums", request.maxMessages());
        out.field("order", request.order());
        out.field("pollTime", request.pollMillis());
        out.field("queueId", request.queueId());
        out.field("topic", request.topic());
    }

    @Override
    public PopMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        String attemptId = in.optional("attemptId");
        long bornTime = in.longValue("bornTime", 0);
        String group = in.string("consumerGroup");
        String expression = in.optional("exp");
        String expressionType = in.string("expType", "TAG");
        int initMode = in.intValue("initMode", PopMessageRequest.INIT_MIN);
        long invisibleMillis = in.longValue("invisibleTime");
        int maxMessages = in.intValue("maxMsgNums");
        boolean order = in.flag("order", false);
        long pollMillis = in.longValue("pollTime", 0);
        int queueId = in.intValue("queueId");
        String topic = in.string("topic");
        return new PopMessageRequest(
                group,
                topic,
                queueId,
                maxMessages,
                invisibleMillis,
                pollMillis,
                bornTime,
                initMode,
                expressionType,
                expression,
                order,
                attemptId);
    }

    @Override
    public boolean answers(ResponseCode code) {
        return switch (code) {
            case SUCCESS, POLLING_FULL, POLLING_TIMEOUT, PULL_NOT_FOUND -> true;
            default -> false;
        };
    }

    @Override
    public ResponseCode codeOf(PopMessageResponse response) {
        return response.status().code();
    }

    @Override
    public void writeResponse(PopMessageResponse response, CommandWriter out) {
        out.field("invisibleTime", response.invisibleMillis());
        text("msgOffsetInfo", response.messageOffsets(), out);
        text("orderCountInfo", response.orderCounts(), out);
        out.field("popTime", response.popTime());
        out.field("restNum", response.rest());
        out.field("reviveQid", response.reviveQueueId());
        text("startOffsetInfo", response.startOffsets(), out);
        out.body(response.batch());
    }

    private static void text(String name, String value, CommandWriter out) {
        if (!value.isEmpty()) {
            out.field(name, value);
        }
    }

    @Override
    public PopMessageResponse readResponse(Frame frame) {
        HeaderFields in = frame.fields();
        PopStatus status = status(ResponseCode.ofCode(frame.code()));
        long invisibleMillis = in.longValue("invisibleTime", 0);
        String messageOffsets = in.string("msgOffsetInfo", "");
        String orderCounts = in.string("orderCountInfo", "");
        long popTime = in.longValue("popTime", 0);
        long rest = in.longValue("restNum", 0);
        int reviveQueueId = in.intValue("reviveQid", 0);
        String startOffsets = in.string("startOffsetInfo", "");
        RecordBatch batch = status == PopStatus.FOUND ? RecordsBody.read(frame.body()) : RecordBatch.empty();
        return new PopMessageResponse(
                status,
                popTime,
                invisibleMillis,
                reviveQueueId,
                rest,
                startOffsets,
                messageOffsets,
                orderCounts,
                batch);
    }

    private static PopStatus status(ResponseCode code) {
        for (PopStatus status : PopStatus.values()) {
            if (status.code() == code) {
                return status;
            }
        }
        throw new MalformedCommandException("no pop ends with " + code);
    }
}
