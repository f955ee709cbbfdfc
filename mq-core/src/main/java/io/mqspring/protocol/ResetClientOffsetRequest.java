package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.Map;

/** Tells a member of a group where to go on; from broker to client, not answered (code 220). */
public record ResetClientOffsetRequest(String topic, String group, Map<MessageQueue, Long> offsets)
        implements Request<EmptyResponse> {

    @Override
    public CommandType type() {
        return CommandType.RESET_CLIENT_OFFSET;
    }
}
