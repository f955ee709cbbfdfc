package io.mqspring.protocol;

import java.util.List;

/** Topic names, in no order. */
public record TopicListResponse(List<String> topics) implements Response {}
