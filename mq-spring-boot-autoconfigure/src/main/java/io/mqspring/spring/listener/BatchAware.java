package io.mqspring.spring.listener;

/** A listener that knows how many messages it takes per call; for another one the settings alone decide. */
public interface BatchAware {

    /** Messages per call of a listener that takes several, when nothing is set. */
    int DEFAULT_BATCH_SIZE = 32;

    /** Whether it takes several messages per call; else it takes one. */
    boolean takesBatches();
}
