package io.mqspring.protocol;

/** Asks how far behind a group is, in time (code 303). */
public record QueryConsumeTimeSpanRequest(String topic, String group) implements Request<ConsumeTimeSpanResponse> {

    @Override
    public CommandType type() {
        return CommandType.QUERY_CONSUME_TIME_SPAN;
    }
}
