package io.mqspring.samples.ordered;

/** What happens to an order. */
record Step(String order, String name) {}
