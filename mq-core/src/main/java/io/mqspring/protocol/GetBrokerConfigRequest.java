package io.mqspring.protocol;

/** Asks for a broker's settings (code 26). */
public record GetBrokerConfigRequest() implements Request<SettingsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_CONFIG;
    }
}
