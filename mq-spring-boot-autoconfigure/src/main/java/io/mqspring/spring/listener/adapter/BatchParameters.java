package io.mqspring.spring.listener.adapter;

import io.mqspring.message.MessageView;
import io.mqspring.spring.listener.Acknowledgement;
import io.mqspring.spring.listener.BatchAcknowledgement;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;

/** Finds out what the parameters of a method that takes several messages are for. Stateless. */
final class BatchParameters {

    private BatchParameters() {}

    static Signature.Bound bound(ListenerMethod method, MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        if (type == Acknowledgement.class || type == BatchAcknowledgement.class) {
            return new Signature.Bound(parameter, Signature.Role.ACKNOWLEDGEMENT, false);
        }
        boolean header = parameter.hasParameterAnnotation(Header.class);
        if (type != List.class) {
            throw Signature.refused(
                    method,
                    Signature.where(parameter) + " is for one message, but another parameter asks for a batch",
                    header
                            ? "Take a List with the header of each message."
                            : "Take everything as List: payloads, MessageView or Message<T>; or, if the payload itself is a"
                                    + " list, mark it as @Payload.");
        }
        return new Signature.Bound(parameter, header ? Signature.Role.HEADER : elementRole(method, parameter), true);
    }

    private static Signature.Role elementRole(ListenerMethod method, MethodParameter parameter) {
        MethodParameter element = parameter.nested();
        Class<?> type = element.getNestedParameterType();
        if (type == MessageView.class) {
            return Signature.Role.VIEW;
        }
        if (type == Message.class) {
            return Signature.Role.SPRING_MESSAGE;
        }
        Signature.checkPayloadType(method, element);
        return Signature.Role.PAYLOAD;
    }
}
