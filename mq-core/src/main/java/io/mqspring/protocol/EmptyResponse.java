package io.mqspring.protocol;

/** Done; nothing to say. */
public record EmptyResponse() implements Response {}
