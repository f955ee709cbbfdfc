package io.mqspring.protocol;

import java.util.List;

/** Consumer groups of a broker, system groups included. */
public record SubscriptionGroupsResponse(List<SubscriptionGroup> groups) implements Response {}
