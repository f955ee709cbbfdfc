package io.mqspring.protocol;

/** A value of a name server's table. */
public record KvConfigResponse(String value) implements Response {}
