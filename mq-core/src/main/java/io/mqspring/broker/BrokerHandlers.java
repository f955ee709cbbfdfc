package io.mqspring.broker;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.handler.admin.AdminHandlers;
import io.mqspring.broker.handler.admin.AdminParts;
import io.mqspring.broker.handler.group.GroupHandlers;
import io.mqspring.broker.handler.offset.OffsetHandlers;
import io.mqspring.broker.handler.pop.PopHandlers;
import io.mqspring.broker.handler.pull.PullHandlers;
import io.mqspring.broker.handler.send.SendHandlers;
import io.mqspring.broker.handler.topic.TopicHandlers;

/** Makes the dispatcher with a handler for every request that a broker, or a name server, answers. Stateless. */
final class BrokerHandlers {

    private BrokerHandlers() {}

    /**
     * @param firstQueueTurn where the choice of queues for undecided senders begins
     */
    static RequestDispatcher create(HandlerParts parts, AdminParts admin, int firstQueueTurn) {
        RequestDispatcher dispatcher = new RequestDispatcher();
        SendHandlers.register(dispatcher, parts, firstQueueTurn);
        PullHandlers.register(dispatcher, parts);
        PopHandlers.register(dispatcher, parts);
        OffsetHandlers.register(dispatcher, parts);
        GroupHandlers.register(dispatcher, parts);
        TopicHandlers.register(dispatcher, parts);
        AdminHandlers.register(dispatcher, parts, admin);
        return dispatcher;
    }
}
