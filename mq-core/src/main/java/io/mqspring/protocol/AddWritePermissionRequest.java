package io.mqspring.protocol;

/** Tells a name server that a broker may be sent to again (code 327). */
public record AddWritePermissionRequest(String brokerName) implements Request<PermissionChangeResponse> {

    @Override
    public CommandType type() {
        return CommandType.ADD_WRITE_PERMISSION;
    }
}
