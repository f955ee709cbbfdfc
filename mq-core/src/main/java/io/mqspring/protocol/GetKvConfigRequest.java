package io.mqspring.protocol;

/** Asks for a value in a name server's table (code 101). */
public record GetKvConfigRequest(String namespace, String key) implements Request<KvConfigResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_KV_CONFIG;
    }
}
