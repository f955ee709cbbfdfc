package io.mqspring.spring.listener.adapter;

import org.jspecify.annotations.Nullable;

/** Supplies one parameter of a listener method. Immutable. */
@FunctionalInterface
interface ParameterBinder {

    /**
     * The argument for a delivery.
     *
     * @throws io.mqspring.spring.support.PayloadConversionException when the message does not have it, or not in this form
     */
    @Nullable
    Object bind(Delivery delivery);
}
