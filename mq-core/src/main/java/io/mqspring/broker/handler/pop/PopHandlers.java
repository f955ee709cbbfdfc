package io.mqspring.broker.handler.pop;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.protocol.CommandType;

/** Registers the handlers for pop mode. Stateless. */
public final class PopHandlers {

    private PopHandlers() {}

    /** Registers them. */
    public static void register(RequestDispatcher dispatcher, HandlerParts parts) {
        String brokerName = parts.identity().name();
        dispatcher.register(CommandType.POP_MESSAGE, new PopMessageHandler(parts));
        dispatcher.register(CommandType.ACK_MESSAGE, new AckMessageHandler(parts.topics(), parts.pops()));
        dispatcher.register(CommandType.BATCH_ACK_MESSAGE, new BatchAckMessageHandler(parts.pops()));
        dispatcher.register(
                CommandType.CHANGE_INVISIBLE_TIME, new ChangeInvisibleTimeHandler(parts.topics(), parts.pops()));
        dispatcher.register(
                CommandType.QUERY_ASSIGNMENT,
                new QueryAssignmentHandler(parts.topics(), parts.groups(), parts.requestModes(), brokerName));
        dispatcher.register(
                CommandType.SET_REQUEST_MODE, new SetRequestModeHandler(parts.topics(), parts.requestModes()));
        dispatcher.register(CommandType.GET_REQUEST_MODES, new GetRequestModesHandler(parts.requestModes()));
    }
}
