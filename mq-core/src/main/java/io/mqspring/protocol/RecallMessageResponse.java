package io.mqspring.protocol;

/**
 * A timed message is taken back.
 *
 * @param messageId its unique id
 */
public record RecallMessageResponse(String messageId) implements Response {}
