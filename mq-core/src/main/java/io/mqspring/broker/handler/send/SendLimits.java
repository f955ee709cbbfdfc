package io.mqspring.broker.handler.send;

import io.mqspring.broker.handler.Refusal;
import io.mqspring.message.MessageProperties;
import io.mqspring.protocol.ResponseCode;
import java.nio.ByteBuffer;

/**
 * The sizes a send must keep to.
 *
 * @param maxBodyBytes largest body, of a message or of a batch
 */
record SendLimits(int maxBodyBytes) {

    void checkBody(ByteBuffer body) {
        if (body.remaining() > maxBodyBytes) {
            throw Refusal.of(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the body has " + body.remaining() + " bytes, the limit is " + maxBodyBytes
                            + ": raise mq.embedded.max-message-size or send less");
        }
    }

    /**
     * @param reserve room for what is added later
     */
    void checkProperties(byte[] properties, int reserve) {
        if (properties.length + reserve > MessageProperties.MAX_BYTES) {
            throw Refusal.of(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the properties take " + (properties.length + reserve)
                            + " bytes with those that the broker adds, the limit is " + MessageProperties.MAX_BYTES
                            + ": put large values into the body");
        }
    }
}
