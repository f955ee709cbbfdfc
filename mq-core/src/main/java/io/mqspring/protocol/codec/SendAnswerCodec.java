package io.mqspring.protocol.codec;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageResponse;

/** The response half of all sends. Official clients fail without the first three fields and read the last two. */
interface SendAnswerCodec<Q extends Request<SendMessageResponse>> extends CommandCodec<Q, SendMessageResponse> {

    @Override
    default boolean answers(ResponseCode code) {
        return switch (code) {
            case SUCCESS, FLUSH_DISK_TIMEOUT, SLAVE_NOT_AVAILABLE, FLUSH_SLAVE_TIMEOUT -> true;
            default -> false;
        };
    }

    @Override
    default ResponseCode codeOf(SendMessageResponse response) {
        return response.status();
    }

    @Override
    default void writeResponse(SendMessageResponse response, CommandWriter out) {
        out.field("MSG_REGION", "DefaultRegion");
        out.field("TRACE_ON", true);
        out.field("msgId", response.messageId());
        out.field("queueId", response.queueId());
        out.field("queueOffset", response.queueOffset());
        out.optional("transactionId", response.transactionId());
        out.optional("recallHandle", response.recallHandle());
    }

    @Override
    default SendMessageResponse readResponse(Frame frame) {
        HeaderFields in = frame.fields();
        return new SendMessageResponse(
                ResponseCode.ofCode(frame.code()),
                in.string("msgId"),
                in.intValue("queueId"),
                in.longValue("queueOffset"),
                in.optional("transactionId"),
                in.optional("recallHandle"));
    }
}
