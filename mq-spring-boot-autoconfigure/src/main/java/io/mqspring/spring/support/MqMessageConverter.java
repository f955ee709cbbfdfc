package io.mqspring.spring.support;

import io.mqspring.message.MessageView;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Between payloads and bodies. A bean of this type replaces the default. Must be thread safe.
 */
public interface MqMessageConverter {

    /**
     * An encoded payload.
     *
     * @param bytes the body, not copied
     * @param contentType its media type for the property {@code contentType}; null sets none
     */
    record Body(byte[] bytes, @Nullable String contentType) {}

    /**
     * Encodes a payload.
     *
     * @throws PayloadConversionException when it cannot be encoded
     */
    Body toBody(Object payload);

    /**
     * Decodes a body into what a listener asks for. The type comes from the listener alone, never from the message.
     *
     * @throws PayloadConversionException when it cannot be decoded: the message goes to the dead-letter topic
     */
    Object fromMessage(MessageView message, Type type);
}
