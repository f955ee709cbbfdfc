package io.mqspring.protocol;

/**
 * Changes a name server's settings (code 318).
 *
 * @param text lines of a properties file
 */
public record UpdateNameServerConfigRequest(String text) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.UPDATE_NAME_SERVER_CONFIG;
    }
}
