package io.mqspring.spring.listener.adapter;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.producer.Producer;
import io.mqspring.spring.support.MqMessageConverter;
import io.mqspring.spring.support.PayloadConversionException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a listener method returned to whoever waits for it. The message is done with all the same: when the requester is
 * gone, or the reply cannot be sent, working on the message again would help nobody. Immutable and thread safe.
 */
public final class Replies {

    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    private final Producer producer;
    private final MqMessageConverter converter;

    public Replies(Producer producer, MqMessageConverter converter) {
        this.producer = producer;
        this.converter = converter;
    }

    /** Whether a message asks for a reply. */
    static boolean isWanted(MessageView message) {
        return message.propertyOrNull(PropertyNames.REPLY_TO_CLIENT) != null;
    }

    /** Replies, without waiting, if the message asks for it. */
    void reply(MessageView request, Object value) {
        if (!isWanted(request)) {
            log.debug("A listener of topic {} returned a value, but {} asks for no reply", request.topic(), request);
            return;
        }
        MqMessageConverter.Body body;
        try {
            body = converter.toBody(value);
        } catch (PayloadConversionException e) {
            log.warn("The reply to request {} of topic {} was not sent", request.messageId(), request.topic(), e);
            return;
        }
        String contentType = body.contentType();
        Map<String, String> properties =
                contentType == null ? Map.of() : Map.of(PropertyNames.CONTENT_TYPE, contentType);
        producer.replyAsync(request, body.bytes(), properties).whenComplete((done, failure) -> {
            if (failure != null) {
                log.warn(
                        "The reply to request {} of topic {} was not delivered: {}",
                        request.messageId(),
                        request.topic(),
                        failure.getMessage());
            }
        });
    }
}
