package io.mqspring.protocol;

import java.util.Map;

/** Names with their values. */
public record KvTableResponse(Map<String, String> table) implements Response {}
