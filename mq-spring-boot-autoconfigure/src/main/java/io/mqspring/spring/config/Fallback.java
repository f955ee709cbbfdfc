package io.mqspring.spring.config;

import org.jspecify.annotations.Nullable;

/** The first value that is there. Stateless. */
final class Fallback {

    private Fallback() {}

    static <T> @Nullable T first(@Nullable T mine, @Nullable T others) {
        return mine != null ? mine : others;
    }

    static <T> T or(@Nullable T value, T fallback) {
        return value != null ? value : fallback;
    }
}
