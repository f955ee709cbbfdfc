package io.mqspring.autoconfigure;

import io.mqspring.spring.listener.MqListenerObserver;
import java.util.List;

/** Tells several observers. Immutable. */
public final class ListenerObservers implements MqListenerObserver {

    private final List<MqListenerObserver> observers;

    public ListenerObservers(List<MqListenerObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    @Override
    public void onDelivery(String listener, String group, String topic, Outcome outcome, long nanos) {
        observers.forEach(each -> each.onDelivery(listener, group, topic, outcome, nanos));
    }

    @Override
    public void onDuplicateSuppressed(String listener, String group) {
        observers.forEach(each -> each.onDuplicateSuppressed(listener, group));
    }

    @Override
    public void onDuplicatePostponed(String listener, String group) {
        observers.forEach(each -> each.onDuplicatePostponed(listener, group));
    }
}
