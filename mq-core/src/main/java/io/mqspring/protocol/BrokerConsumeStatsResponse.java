package io.mqspring.protocol;

import java.util.List;
import java.util.Map;

/**
 * How far all groups of a broker have come.
 *
 * @param groups by group one for each topic
 */
public record BrokerConsumeStatsResponse(
        Map<String, List<ConsumeStatsResponse>> groups, String brokerAddress, long totalLag, long totalInFlight)
        implements Response {}
