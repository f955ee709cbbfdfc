package io.mqspring.store;

import io.mqspring.runtime.FaultHandler;
import io.mqspring.store.queue.ConsumeQueue;

/** Tells the arrival listener, in order per queue, and keeps what it throws from whoever made the record readable. */
final class Notifier {

    private final FaultHandler faults;
    private final ConsumeQueue.ArrivalSink sink;

    Notifier(ArrivalListener arrivals, FaultHandler faults) {
        this.faults = faults;
        this.sink = (topic, queueId, offset, tagsCode) -> {
            try {
                arrivals.onArrival(topic, queueId, offset, tagsCode);
            } catch (RuntimeException e) {
                faults.onFault("arrival listener", e);
            }
        };
    }

    /** Tells of everything in a queue that has become readable and was not told. */
    void drain(ConsumeQueue queue) {
        queue.drainArrivals(sink);
    }

    /** Completes or refuses an append of a group. */
    void complete(PendingAppends group, int i, boolean durable) {
        try {
            if (durable) {
                group.complete(i);
            } else {
                group.refuse(i, AppendRefusal.NOT_FLUSHED);
            }
        } catch (RuntimeException e) {
            faults.onFault("append callback", e);
        }
    }
}
