package io.mqspring.protocol;

/** Asks for all values of a namespace in a name server's table (code 219). */
public record GetKvListRequest(String namespace) implements Request<KvTableResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_KV_LIST;
    }
}
