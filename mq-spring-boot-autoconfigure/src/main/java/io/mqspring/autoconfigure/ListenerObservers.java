package io.mqspring.autoconfigure;

import io.mqspring.spring.listener.MqListenerObserver;
import java.util.List;

/** Tells several observers. Immutable. */
final class ListenerObservers implements MqListenerObserver {

    private final List<MqListenerObserver> observers;

    ListenerObservers(List<MqListenerObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    @Override
    public void onDelivery(String listener, String group, String topic, Outcome outcome, long nanos) {
        observers.forEach(each -> each.onDelivery(listener, group, topic, outcome, nanos));
    }
}
