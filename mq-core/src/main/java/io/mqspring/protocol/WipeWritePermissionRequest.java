package io.mqspring.protocol;

/** Tells a name server that nothing is to be sent to a broker (code 205). */
public record WipeWritePermissionRequest(String brokerName) implements Request<PermissionChangeResponse> {

    @Override
    public CommandType type() {
        return CommandType.WIPE_WRITE_PERMISSION;
    }
}
