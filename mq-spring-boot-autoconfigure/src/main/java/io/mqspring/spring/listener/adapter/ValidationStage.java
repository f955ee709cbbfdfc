package io.mqspring.spring.listener.adapter;

import io.mqspring.consumer.ConsumeResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;

/** Validates the payload. What is invalid now always will be: it is rejected, with what is wrong. */
final class ValidationStage implements Stage {

    private final Validator validator;
    private final Object[] groups;
    private final Stage next;

    ValidationStage(Validator validator, List<Object> groups, Stage next) {
        this.validator = validator;
        this.groups = groups.toArray();
        this.next = next;
    }

    @Override
    public CompletionStage<ConsumeResult> handle(Delivery delivery) {
        Object payload = delivery.payload();
        BeanPropertyBindingResult errors =
                new BeanPropertyBindingResult(payload, payload.getClass().getSimpleName());
        if (validator instanceof SmartValidator smart && groups.length > 0) {
            smart.validate(payload, errors, groups);
        } else {
            validator.validate(payload, errors);
        }
        if (errors.hasErrors()) {
            String message = "The payload of message " + delivery.message().messageId() + " is invalid: "
                    + errors.getAllErrors().stream().map(ValidationStage::text).collect(Collectors.joining(", "));
            return CompletableFuture.completedFuture(
                    ConsumeResult.reject(Reasons.VALIDATION, new PayloadValidationException(message)));
        }
        return next.handle(delivery);
    }

    private static String text(ObjectError error) {
        return error instanceof FieldError field
                ? field.getField() + " " + field.getDefaultMessage()
                : error.getObjectName() + " " + error.getDefaultMessage();
    }
}
