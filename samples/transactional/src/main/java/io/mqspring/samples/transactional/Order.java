package io.mqspring.samples.transactional;

/** What is to be stored and sent, both or neither. */
record Order(String id, int amount) {}
