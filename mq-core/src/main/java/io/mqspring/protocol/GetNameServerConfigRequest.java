package io.mqspring.protocol;

/** Asks for a name server's settings (code 319). */
public record GetNameServerConfigRequest() implements Request<SettingsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_NAME_SERVER_CONFIG;
    }
}
