package io.mqspring.broker.handler.admin;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.RequestDispatcher;

/** Registers the handlers for operators. Stateless. */
public final class AdminHandlers {

    private AdminHandlers() {}

    /** Registers them. */
    public static void register(RequestDispatcher dispatcher, HandlerParts parts, AdminParts admin) {
        new NameServerAdmin(parts, admin).register(dispatcher);
        new BrokerAdmin(parts, admin).register(dispatcher);
        new TopicAdmin(parts, admin).register(dispatcher);
        new GroupAdmin(parts, admin).register(dispatcher);
        new MemberAdmin(parts).register(dispatcher);
        new MessageAdmin(parts).register(dispatcher);
        new OffsetAdmin(parts, admin).register(dispatcher);
        new FigureAdmin(parts).register(dispatcher);
    }
}
