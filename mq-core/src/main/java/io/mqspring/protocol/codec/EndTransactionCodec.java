package io.mqspring.protocol.codec;

import io.mqspring.message.TransactionVerdict;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.EndTransactionRequest;

/** Code 37. */
final class EndTransactionCodec implements EmptyAnswerCodec<EndTransactionRequest> {

    @Override
    public CommandType type() {
        return CommandType.END_TRANSACTION;
    }

    @Override
    public void writeRequest(EndTransactionRequest request, CommandWriter out) {
        out.field("commitLogOffset", request.physicalOffset());
        out.field("commitOrRollback", request.verdict().code());
        out.field("fromTransactionCheck", request.fromCheck());
        out.field("msgId", request.messageId());
        out.field("producerGroup", request.producerGroup());
        out.optional("topic", request.topic());
        out.field("tranStateTableOffset", request.halfOffset());
        out.optional("transactionId", request.transactionId());
    }

    @Override
    public EndTransactionRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new EndTransactionRequest(
                in.string("producerGroup"),
                in.longValue("tranStateTableOffset"),
                in.longValue("commitLogOffset"),
                verdict(in.intValue("commitOrRollback")),
                in.flag("fromTransactionCheck", false),
                in.string("msgId", ""),
                in.optional("transactionId"),
                in.optional("topic"));
    }

    private static TransactionVerdict verdict(int code) {
        try {
            return TransactionVerdict.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw MalformedCommandException.wrong("commitOrRollback", "8, 12 or 0", code);
        }
    }
}
