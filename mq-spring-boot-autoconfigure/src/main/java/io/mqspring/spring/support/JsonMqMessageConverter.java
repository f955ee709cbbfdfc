package io.mqspring.spring.support;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bytes as they are, text as text, everything else as JSON. No Java class name travels: what a listener gets is decided by
 * its parameter. Immutable and thread safe.
 */
public final class JsonMqMessageConverter implements MqMessageConverter {

    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final String JSON = "application/json";

    private final JsonMapper mapper;

    public JsonMqMessageConverter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Body toBody(Object payload) {
        if (payload instanceof byte[] bytes) {
            return new Body(bytes, null);
        }
        if (payload instanceof CharSequence text) {
            return new Body(text.toString().getBytes(StandardCharsets.UTF_8), TEXT);
        }
        try {
            return new Body(mapper.writeValueAsBytes(payload), JSON);
        } catch (JacksonException e) {
            throw new PayloadConversionException(
                    "A payload of type " + payload.getClass().getName() + " cannot be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    @Override
    public Object fromMessage(MessageView message, Type type) {
        byte[] body = body(message);
        if (type == byte[].class) {
            return body;
        }
        if (type == Object.class) {
            return byContentType(message, body);
        }
        if (type == String.class || type == CharSequence.class) {
            return new String(body, charset(message));
        }
        return fromJson(message, body, mapper.getTypeFactory().constructType(type));
    }

    /** A listener that does not say what it wants gets what the sender said it is. */
    private Object byContentType(MessageView message, byte[] body) {
        String contentType = message.propertyOrNull(PropertyNames.CONTENT_TYPE);
        if (contentType != null && contentType.startsWith("text/")) {
            return new String(body, charset(message));
        }
        if (contentType != null && contentType.startsWith(JSON)) {
            return fromJson(message, body, mapper.getTypeFactory().constructType(Object.class));
        }
        return body;
    }

    private Object fromJson(MessageView message, byte[] body, JavaType type) {
        if (body.length == 0) {
            throw new PayloadConversionException(
                    "The body of message " + message.messageId() + " is empty and cannot become " + type.toCanonical());
        }
        try {
            Object value = mapper.readValue(body, type);
            if (value == null) {
                throw new PayloadConversionException("The body of message " + message.messageId()
                        + " is the JSON value null and cannot become " + type.toCanonical());
            }
            return value;
        } catch (JacksonException e) {
            throw new PayloadConversionException(
                    "The body of message " + message.messageId() + " cannot be read as " + type.toCanonical() + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private static byte[] body(MessageView message) {
        try {
            return message.body();
        } catch (IllegalStateException e) {
            throw new PayloadConversionException(
                    "The body of message " + message.messageId() + " cannot be decompressed: " + e.getMessage(), e);
        }
    }

    private static Charset charset(MessageView message) {
        String contentType = message.propertyOrNull(PropertyNames.CONTENT_TYPE);
        if (contentType == null || contentType.equals(TEXT) || contentType.equals(JSON)) {
            return StandardCharsets.UTF_8;
        }
        try {
            MimeType parsed = MimeTypeUtils.parseMimeType(contentType);
            Charset charset = parsed.getCharset();
            return charset == null ? StandardCharsets.UTF_8 : charset;
        } catch (InvalidMimeTypeException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
