package io.mqspring.broker;

import io.mqspring.store.ArrivalListener;

/**
 * Stands between the store, which wants its listener when it is opened, and the listeners, which want the store. Set once,
 * before anything can arrive.
 */
final class ArrivalRelay implements ArrivalListener {

    private volatile ArrivalListener target = (topic, queueId, offset, tagsCode) -> {};

    void to(ArrivalListener listener) {
        target = listener;
    }

    @Override
    public void onArrival(String topic, int queueId, long offset, long tagsCode) {
        target.onArrival(topic, queueId, offset, tagsCode);
    }
}
