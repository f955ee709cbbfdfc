package io.mqspring.spring.core;

import io.mqspring.producer.TransactionListener;
import io.mqspring.producer.TransactionProducer;

/** Makes producers with transactions: a client. */
@FunctionalInterface
public interface TransactionProducerSource {

    /**
     * @throws IllegalArgumentException when the client already has one of the group
     */
    TransactionProducer create(String group, TransactionListener listener);
}
