package io.mqspring.protocol;

import java.util.List;
import java.util.Map;

/**
 * All brokers that a name server knows.
 *
 * @param clusters broker names by cluster
 */
public record ClusterResponse(List<RouteResponse.Broker> brokers, Map<String, List<String>> clusters)
        implements Response {}
