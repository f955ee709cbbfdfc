package io.mqspring.protocol;

import java.util.List;

/** How groups get messages, where that was set. */
public record RequestModesResponse(List<Entry> entries) implements Response {

    /** One group's way in one topic, as {@link SetRequestModeRequest} sets it. */
    public record Entry(String topic, String consumerGroup, MessageRequestMode mode, int popShareQueues) {}
}
