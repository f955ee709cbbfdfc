package io.mqspring.protocol;

/**
 * Answers a message whose sender waits for it (code 325, or 324 with long field names).
 *
 * @param reply the answer; its property {@code REPLY_TO_CLIENT} names the client that waits
 */
public record SendReplyRequest(SendMessageRequest reply) implements Request<SendMessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.SEND_REPLY_MESSAGE;
    }
}
