package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SendReplyRequest;

/** Code 324: the same as 325 with long field names. */
final class SendReplyV1Codec implements SendAnswerCodec<SendReplyRequest> {

    private final SendMessageV1Codec send = new SendMessageV1Codec();

    @Override
    public CommandType type() {
        return CommandType.SEND_REPLY_MESSAGE_V1;
    }

    @Override
    public void writeRequest(SendReplyRequest request, CommandWriter out) {
        send.writeRequest(request.reply(), out);
    }

    @Override
    public SendReplyRequest readRequest(Frame frame) {
        return new SendReplyRequest(send.readRequest(frame));
    }
}
