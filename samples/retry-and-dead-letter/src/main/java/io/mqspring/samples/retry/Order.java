package io.mqspring.samples.retry;

/** What is to be billed. A negative amount cannot be. */
record Order(String id, int amount) {}
