package io.mqspring.broker.stats;

/** A figure over the last minute, hour and day. */
public record Windows(Window minute, Window hour, Window day) {}
