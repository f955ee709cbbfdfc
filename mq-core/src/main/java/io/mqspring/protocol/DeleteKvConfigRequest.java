package io.mqspring.protocol;

/** Removes a value from a name server's table (code 102). */
public record DeleteKvConfigRequest(String namespace, String key) implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.DELETE_KV_CONFIG;
    }
}
