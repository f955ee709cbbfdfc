package io.mqspring.message;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a producer sends: a topic, a body and properties; tag and keys are properties with fixed names. Immutable, but the
 * body array is not copied: do not change it after the message is built.
 */
public final class Message {

    private final String topic;
    private final Map<String, String> properties;
    private final byte[] body;
    private final int flag;

    private Message(Builder builder) {
        this.topic = builder.topic;
        Map<String, String> all = new LinkedHashMap<>(builder.properties);
        if (!builder.keys.isEmpty()) {
            all.put(PropertyNames.KEYS, String.join(" ", builder.keys));
        }
        this.properties = java.util.Collections.unmodifiableMap(all);
        this.body = builder.body;
        this.flag = builder.flag;
    }

    /** Starts a message to a topic. */
    public static Builder to(String topic) {
        return new Builder(topic);
    }

    public String topic() {
        return topic;
    }

    /** The tag, by which listeners filter. */
    public Optional<String> tag() {
        return Optional.ofNullable(properties.get(PropertyNames.TAGS));
    }

    /** The keys, by which the message can be found again. */
    public List<String> keys() {
        String joined = properties.get(PropertyNames.KEYS);
        return joined == null ? List.of() : List.of(joined.split(" "));
    }

    /** All properties, tag and keys included; unmodifiable. */
    public Map<String, String> properties() {
        return properties;
    }

    /** The body itself, not a copy. */
    public byte[] body() {
        return body;
    }

    /** An application's own 32 bits, opaque to the broker. */
    public int flag() {
        return flag;
    }

    @Override
    public String toString() {
        return "Message[" + topic + ", " + properties + ", " + body.length + " bytes]";
    }

    /** Collects the parts of a message; not thread safe. */
    public static final class Builder {

        private final String topic;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final List<String> keys = new ArrayList<>();
        private byte[] body = new byte[0];
        private int flag;

        private Builder(String topic) {
            this.topic = topic;
        }

        /** Sets the tag. */
        public Builder tag(String tag) {
            return property(PropertyNames.TAGS, tag);
        }

        /** Adds a key; a key holds no white space, because keys are stored separated by spaces. */
        public Builder key(String key) {
            if (key.isBlank() || key.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException(
                        "key '" + key + "' is blank or has white space: keys are separated by spaces");
            }
            keys.add(key);
            return this;
        }

        /** Sets the sharding key: messages with the same one keep their order. */
        public Builder orderedBy(String shardingKey) {
            return property(PropertyNames.SHARDING_KEY, shardingKey);
        }

        /**
         * Delivers it later, to the millisecond on brokers that can. Instead of an earlier {@code after} or {@code at}.
         *
         * @throws IllegalArgumentException if the delay is negative
         */
        public Builder after(Duration delay) {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a message cannot be delivered " + delay + " from now");
            }
            properties.remove(PropertyNames.TIMER_DELIVER_MS);
            return property(PropertyNames.TIMER_DELAY_MS, Long.toString(delay.toMillis()));
        }

        /**
         * Delivers it at a time of the broker's clock; at once when that is past. Instead of an earlier {@code after} or {@code
         * at}.
         */
        public Builder at(Instant time) {
            properties.remove(PropertyNames.TIMER_DELAY_MS);
            return property(PropertyNames.TIMER_DELIVER_MS, Long.toString(time.toEpochMilli()));
        }

        /**
         * Sets a property.
         *
         * @throws IllegalArgumentException if the name is blank, or name or value contain U+0001 or U+0002, which separate
         *     properties on the wire
         */
        public Builder property(String name, String value) {
            MessageProperties.check(name, value);
            properties.put(name, value);
            return this;
        }

        /** Sets several properties. */
        public Builder properties(Map<String, String> more) {
            more.forEach(this::property);
            return this;
        }

        /** Sets the body; the array is not copied. */
        public Builder body(byte[] bytes) {
            this.body = bytes;
            return this;
        }

        /** Sets the application's own flag. */
        public Builder flag(int value) {
            this.flag = value;
            return this;
        }

        public Message build() {
            return new Message(this);
        }
    }
}
