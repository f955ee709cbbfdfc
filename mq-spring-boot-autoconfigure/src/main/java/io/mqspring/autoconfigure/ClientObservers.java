package io.mqspring.autoconfigure;

import io.mqspring.observe.ClientObserver;
import java.util.List;

/** Tells several observers. Immutable. */
final class ClientObservers implements ClientObserver {

    private final List<ClientObserver> observers;

    ClientObservers(List<ClientObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    @Override
    public void onSend(String topic, SendOutcome outcome, long nanos) {
        observers.forEach(each -> each.onSend(topic, outcome, nanos));
    }

    @Override
    public void onRetry(String group, String topic, int attempt) {
        observers.forEach(each -> each.onRetry(group, topic, attempt));
    }

    @Override
    public void onDeadLetter(String group, String topic, String reason) {
        observers.forEach(each -> each.onDeadLetter(group, topic, reason));
    }

    @Override
    public void onRebalance(String group, String topic, int queuesOwned) {
        observers.forEach(each -> each.onRebalance(group, topic, queuesOwned));
    }

    @Override
    public void onOffsetMoved(String group, String topic, int queueId, long from, long to) {
        observers.forEach(each -> each.onOffsetMoved(group, topic, queueId, from, to));
    }
}
