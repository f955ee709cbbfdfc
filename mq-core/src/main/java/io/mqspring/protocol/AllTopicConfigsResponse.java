package io.mqspring.protocol;

import java.util.List;

/** The settings of all topics of a broker, internal ones included. */
public record AllTopicConfigsResponse(List<TopicConfigResponse> topics) implements Response {}
