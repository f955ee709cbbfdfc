package io.mqspring.protocol.codec;

import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.protocol.CommandType;

/** Code 39, one-way, from broker to client. */
final class CheckTransactionCodec implements EmptyAnswerCodec<CheckTransactionRequest> {

    @Override
    public CommandType type() {
        return CommandType.CHECK_TRANSACTION;
    }

    @Override
    public void writeRequest(CheckTransactionRequest request, CommandWriter out) {
        out.optional("bname", request.brokerName());
        out.field("commitLogOffset", request.physicalOffset());
        out.optional("msgId", request.messageId());
        out.optional("offsetMsgId", request.offsetMessageId());
        out.optional("topic", request.topic());
        out.field("tranStateTableOffset", request.halfOffset());
        out.optional("transactionId", request.transactionId());
        out.body(request.message());
    }

    @Override
    public CheckTransactionRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new CheckTransactionRequest(
                in.longValue("tranStateTableOffset"),
                in.longValue("commitLogOffset"),
                in.optional("msgId"),
                in.optional("transactionId"),
                in.optional("offsetMsgId"),
                in.optional("topic"),
                in.optional("bname"),
                frame.body());
    }
}
