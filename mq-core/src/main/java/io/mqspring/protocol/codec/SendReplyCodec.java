package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendReplyRequest;

/** Codes 325 and 324: a reply is written as the message that it is. */
final class SendReplyCodec implements SendAnswerCodec<SendReplyRequest> {

    private final CommandType type;
    private final SendAnswerCodec<SendMessageRequest> send;

    private SendReplyCodec(CommandType type, SendAnswerCodec<SendMessageRequest> send) {
        this.type = type;
        this.send = send;
    }

    /** Code 325, with short field names. */
    static SendReplyCodec current() {
        return new SendReplyCodec(CommandType.SEND_REPLY_MESSAGE, new SendMessageCodec());
    }

    /** Code 324, with long field names. */
    static SendReplyCodec v1() {
        return new SendReplyCodec(CommandType.SEND_REPLY_MESSAGE_V1, new SendMessageV1Codec());
    }

    @Override
    public CommandType type() {
        return type;
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
