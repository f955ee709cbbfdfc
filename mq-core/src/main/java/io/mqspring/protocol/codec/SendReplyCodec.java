package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SendReplyRequest;

/** Code 325: as {@link SendMessageCodec}. */
final class SendReplyCodec implements SendAnswerCodec<SendReplyRequest> {

    private final SendMessageCodec send = new SendMessageCodec();

    @Override
    public CommandType type() {
        return CommandType.SEND_REPLY_MESSAGE;
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
