package io.mqspring.protocol;

/** Asks for the message at a position of the log (code 33). */
public record ViewMessageRequest(long physicalOffset) implements Request<MessageResponse> {

    @Override
    public CommandType type() {
        return CommandType.VIEW_MESSAGE;
    }
}
