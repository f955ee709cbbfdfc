package io.mqspring.protocol;

/** The settings of a consumer group. */
public record SubscriptionGroupResponse(SubscriptionGroup group) implements Response {}
