package io.mqspring.broker.handler.pull;

import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.protocol.CommandType;

/** Registers the handlers for pulls. Stateless. */
public final class PullHandlers {

    private PullHandlers() {}

    /** Registers them. */
    public static void register(RequestDispatcher dispatcher, HandlerParts parts) {
        PullChecks checks = new PullChecks(parts.topics(), parts.groupConfigs(), parts.groups(), parts.filters());
        PullParts pullParts = new PullParts(
                checks,
                parts.store(),
                parts.hold(),
                parts.readers(),
                parts.pullPolicy(),
                parts.topics(),
                parts.offsets(),
                parts.counter(),
                parts.time());
        PullMessageHandler pulls = new PullMessageHandler(parts.offsets(), parts.claims(), pullParts);
        dispatcher.register(CommandType.PULL_MESSAGE, pulls);
        dispatcher.register(CommandType.LITE_PULL_MESSAGE, pulls);
    }
}
