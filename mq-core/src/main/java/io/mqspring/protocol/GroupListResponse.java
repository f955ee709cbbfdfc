package io.mqspring.protocol;

import java.util.List;

/** Names of groups. */
public record GroupListResponse(List<String> groups) implements Response {}
