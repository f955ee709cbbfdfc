package io.mqspring.protocol;

import java.util.List;

/** Members of a producer group. */
public record ProducerConnectionsResponse(List<ConsumerConnectionsResponse.Connection> connections)
        implements Response {}
