package io.mqspring.spring.listener;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.TimeSource;
import io.mqspring.spring.listener.MqListenerObserver.Outcome;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lets deliveries through the gate, and tells an observer how long each took and how it ended. Thread safe. */
final class TimedListener implements AsyncMessageListener {

    private final MqSubscription subscription;
    private final String group;
    private final MqListenerObserver observer;
    private final TimeSource time;
    private final DeliveryGate gate;

    TimedListener(
            MqSubscription subscription,
            String group,
            MqListenerObserver observer,
            TimeSource time,
            DeliveryGate gate) {
        this.subscription = subscription;
        this.group = group;
        this.observer = observer;
        this.time = time;
        this.gate = gate;
    }

    @Override
    public String name() {
        return subscription.listenerId();
    }

    @Override
    public CompletionStage<ConsumeResult> consume(List<MessageView> messages) {
        return gate.pass(() -> timed(messages));
    }

    private CompletionStage<ConsumeResult> timed(List<MessageView> messages) {
        long started = time.nanoTime();
        CompletionStage<ConsumeResult> stage = subscription.listener().consume(messages);
        // The stage itself is returned: who gives it up cancels it.
        stage.whenComplete((result, failure) -> observer.onDelivery(
                subscription.listenerId(), group, subscription.topic(), outcome(result), time.nanoTime() - started));
        return stage;
    }

    private static Outcome outcome(@Nullable ConsumeResult result) {
        if (result instanceof ConsumeResult.Success) {
            return Outcome.SUCCESS;
        }
        if (result instanceof ConsumeResult.PerMessage) {
            return Outcome.PARTIAL;
        }
        return result instanceof ConsumeResult.Reject ? Outcome.REJECT : Outcome.RETRY;
    }
}
