package io.mqspring.samples.pull;

/** What was ordered. */
record Order(String id, int amount) {}
