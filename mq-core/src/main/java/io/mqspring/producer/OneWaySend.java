package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.observe.ClientObserver.SendOutcome;
import io.mqspring.route.TopicRoute;

/** A message that nobody is told of whether it arrived. */
final class OneWaySend {

    private final SendContext context;
    private final Outgoing outgoing;
    private final QueueChoice choice;

    OneWaySend(SendContext context, Outgoing outgoing, Message message) {
        this.context = context;
        this.outgoing = outgoing;
        this.choice = new QueueChoice(context, outgoing.topic(), message, QueueSelector.of(message));
    }

    /**
     * Sends, when the route is known.
     *
     * @param cost what to give back to the pending bytes
     */
    void start(int cost) {
        long started = context.time().nanoTime();
        context.routes().findForSend(outgoing.topic()).whenComplete((route, failure) -> {
            boolean sent = route != null && send(route);
            context.pending().giveBack(cost);
            SendOutcome outcome = sent ? SendOutcome.SUCCESS : SendOutcome.FAILURE;
            context.observer().onSend(outgoing.topic(), outcome, context.time().nanoTime() - started);
        });
    }

    private boolean send(TopicRoute route) {
        try {
            MessageQueue queue = choice.next(route);
            route.masterAddress(queue.brokerName()).ifPresent(address -> send(address, queue.queueId()));
            return true;
        } catch (SendException e) {
            return false;
        }
    }

    private void send(String address, int queueId) {
        if (!outgoing.dependsOnVersion()) {
            tell(address, outgoing, queueId);
            return;
        }
        context.versions()
                .of(address)
                .thenAccept(version -> tell(
                        address,
                        outgoing.fitting(
                                version,
                                context.time().wallMillis(),
                                context.settings().exactDelays()),
                        queueId));
    }

    private void tell(String address, Outgoing fitting, int queueId) {
        context.remoting().oneWay(address, fitting.request(context.settings().group(), queueId));
    }
}
