package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.concurrent.CompletionStage;

/** A step of a delivery; it knows its successor only as a stage. Immutable; called by many workers at once. */
@FunctionalInterface
interface Stage {

    /** Takes a delivery further; the outcome may come later. */
    CompletionStage<ConsumeResult> handle(Delivery delivery);
}
