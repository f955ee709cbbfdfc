package io.mqspring.spring.listener.adapter;

import io.mqspring.message.MessageView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a call.
 *
 * @param view as it was received
 * @param payload what the body became; null when the method does not ask for it
 * @param arguments of the method, in its order; none for a method that takes several messages
 */
public record CallMessage(MessageView view, @Nullable Object payload, List<@Nullable Object> arguments) {

    static CallMessage of(Delivery delivery, @Nullable Object[] arguments) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object argument : arguments) {
            values.add(argument);
        }
        return new CallMessage(delivery.message(), delivery.payloadOrNull(), Collections.unmodifiableList(values));
    }

    /** A message of several. */
    static CallMessage of(Delivery delivery) {
        return new CallMessage(delivery.message(), delivery.payloadOrNull(), List.of());
    }
}
