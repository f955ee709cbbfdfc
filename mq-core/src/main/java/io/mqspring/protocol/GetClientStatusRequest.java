package io.mqspring.protocol;

/** Asks a member of a group for its offsets; from broker to client (code 221). */
public record GetClientStatusRequest(String topic, String group) implements Request<QueueOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CLIENT_STATUS;
    }
}
