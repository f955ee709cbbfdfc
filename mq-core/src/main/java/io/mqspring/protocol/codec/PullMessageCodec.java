package io.mqspring.protocol.codec;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.Claimant;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.ResponseCode;

/** Codes 11 and 361. The answer's body is records, one after the other; received ones are copied to the heap. */
final class PullMessageCodec implements CommandCodec<PullMessageRequest, PullMessageResponse> {

    private final CommandType type;

    PullMessageCodec(CommandType type) {
        this.type = type;
    }

    @Override
    public CommandType type() {
        return type;
    }

    @Override
    public void writeRequest(PullMessageRequest request, CommandWriter out) {
        ClaimantFields.write(request.claimant(), out);
        out.field("commitOffset", request.commitOffset());
        out.field("consumerGroup", request.consumerGroup());
        out.field("expressionType", request.expressionType());
        out.field("maxMsgBytes", request.maxBytes());
        out.field("maxMsgNums", request.maxMessages());
        out.field("queueId", request.queueId());
        out.field("queueOffset", request.queueOffset());
        out.field("subVersion", request.subscriptionVersion());
        out.optional("subscription", request.subscription());
        out.field("suspendTimeoutMillis", request.suspendMillis());
        out.field("sysFlag", request.sysFlag());
        out.field("topic", request.topic());
    }

    @Override
    public PullMessageRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        Claimant claimant = ClaimantFields.readOptional(in);
        long commitOffset = in.longValue("commitOffset");
        String group = in.string("consumerGroup");
        String expressionType = in.string("expressionType", "TAG");
        int maxBytes = in.intValue("maxMsgBytes", Integer.MAX_VALUE);
        int maxMessages = in.intValue("maxMsgNums");
        int queueId = in.intValue("queueId");
        long queueOffset = in.longValue("queueOffset");
        long subscriptionVersion = in.longValue("subVersion");
        String subscription = in.optional("subscription");
        long suspendMillis = in.longValue("suspendTimeoutMillis");
        int sysFlag = in.intValue("sysFlag");
        String topic = in.string("topic");
        return new PullMessageRequest(
                group,
                topic,
                queueId,
                queueOffset,
                maxMessages,
                sysFlag,
                commitOffset,
                suspendMillis,
                subscription,
                subscriptionVersion,
                expressionType,
                maxBytes,
                type == CommandType.LITE_PULL_MESSAGE,
                claimant);
    }

    @Override
    public boolean answers(ResponseCode code) {
        return switch (code) {
            case SUCCESS, PULL_NOT_FOUND, PULL_RETRY_IMMEDIATELY, PULL_OFFSET_MOVED -> true;
            default -> false;
        };
    }

    @Override
    public ResponseCode codeOf(PullMessageResponse response) {
        return response.status().code();
    }

    @Override
    public void writeResponse(PullMessageResponse response, CommandWriter out) {
        out.field("maxOffset", response.maxOffset());
        out.field("minOffset", response.minOffset());
        out.field("nextBeginOffset", response.nextOffset());
        out.field("suggestWhichBrokerId", response.suggestedBrokerId());
        out.body(response.batch());
    }

    @Override
    public PullMessageResponse readResponse(Frame frame) {
        HeaderFields in = frame.fields();
        PullStatus status = status(ResponseCode.ofCode(frame.code()));
        long maxOffset = in.longValue("maxOffset");
        long minOffset = in.longValue("minOffset");
        long nextOffset = in.longValue("nextBeginOffset");
        long suggestedBrokerId = in.longValue("suggestWhichBrokerId");
        RecordBatch batch = status == PullStatus.FOUND ? RecordsBody.read(frame.body()) : RecordBatch.empty();
        return new PullMessageResponse(status, suggestedBrokerId, nextOffset, minOffset, maxOffset, batch);
    }

    private static PullStatus status(ResponseCode code) {
        for (PullStatus status : PullStatus.values()) {
            if (status.code() == code) {
                return status;
            }
        }
        throw new MalformedCommandException("no pull ends with " + code);
    }
}
