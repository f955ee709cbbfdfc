package io.mqspring.protocol;

/** Sets a value in a name server's table (code 100). */
public record PutKvConfigRequest(String namespace, String key, String value) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.PUT_KV_CONFIG;
    }
}
