package io.mqspring.protocol;

/** Asks for what a broker has done and holds, as text (code 28). */
public record GetBrokerRuntimeInfoRequest() implements Request<KvTableResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_RUNTIME_INFO;
    }
}
