package io.mqspring.autoconfigure;

import io.mqspring.observe.ClientObserver;
import io.mqspring.observe.RebalanceReason;
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
    public void onDropped(String group, String topic, String reason) {
        observers.forEach(each -> each.onDropped(group, topic, reason));
    }

    @Override
    public void onRebalance(String group, String topic, int queuesOwned, RebalanceReason reason) {
        observers.forEach(each -> each.onRebalance(group, topic, queuesOwned, reason));
    }

    @Override
    public void onHandOverTimeout(String group, String topic, int queueId) {
        observers.forEach(each -> each.onHandOverTimeout(group, topic, queueId));
    }

    @Override
    public void onUncommitted(String group, String topic, int queueId, int messages) {
        observers.forEach(each -> each.onUncommitted(group, topic, queueId, messages));
    }

    @Override
    public void onOffsetMoved(String group, String topic, int queueId, long from, long to) {
        observers.forEach(each -> each.onOffsetMoved(group, topic, queueId, from, to));
    }
}
