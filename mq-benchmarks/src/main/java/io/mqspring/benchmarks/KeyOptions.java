package io.mqspring.benchmarks;

/**
 * Sizes of the part {@code keys}, from system properties {@code keys.*}.
 *
 * @param messages to consume
 * @param keys that they are ordered by
 * @param concurrency listener calls at once
 * @param handlerMillis what a call takes
 */
record KeyOptions(int messages, int keys, int concurrency, int handlerMillis) {

    static KeyOptions fromProperties() {
        return new KeyOptions(
                Integer.getInteger("keys.messages", 1_000_000),
                Integer.getInteger("keys.keys", 10_000),
                Integer.getInteger("keys.concurrency", 1000),
                Integer.getInteger("keys.handler", 20));
    }

    /** As one argument for another process. */
    String text() {
        return messages + "," + keys + "," + concurrency + "," + handlerMillis;
    }

    static KeyOptions parse(String text) {
        String[] parts = text.split(",");
        return new KeyOptions(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
    }
}
