package io.mqspring.filter;

import org.jspecify.annotations.Nullable;

/** Where an expression finds the properties of a message. */
@FunctionalInterface
public interface PropertySource {

    /** A property's value, or null if the message has none with this name. */
    @Nullable
    String get(String name);
}
