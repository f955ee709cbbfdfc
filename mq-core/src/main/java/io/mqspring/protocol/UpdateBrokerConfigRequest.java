package io.mqspring.protocol;

/**
 * Changes a broker's settings (code 25).
 *
 * @param text lines of a properties file
 */
public record UpdateBrokerConfigRequest(String text) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.UPDATE_BROKER_CONFIG;
    }
}
