package io.mqspring.protocol;

/** Asks how far the delivery of delay levels has come (code 45). */
public record GetDelayOffsetsRequest() implements Request<DelayOffsetsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_DELAY_OFFSETS;
    }
}
