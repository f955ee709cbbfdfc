package io.mqspring.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the producer group whose transactions a bean answers for. The bean implements {@link
 * io.mqspring.spring.core.MqLocalTransaction}; an application may have any number of them, one for each group. All instances
 * of the application answer for each other, so a group belongs to one application.
 *
 * <pre>{@code
 * @Component
 * @MqTransactionListener("order-payments")
 * class OrderPayments implements MqLocalTransaction<Order> { ... }
 *
 * mq.message(order).to("orders").inTransaction("order-payments", card);
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MqTransactionListener {

    /** The producer group. Placeholders are resolved. */
    String value();
}
