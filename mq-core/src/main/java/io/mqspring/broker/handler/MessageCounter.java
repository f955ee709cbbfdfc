package io.mqspring.broker.handler;

import io.mqspring.observe.BrokerObserver;
import java.util.concurrent.atomic.LongAdder;

/** Counts what comes in and goes out, and tells the observer. Thread safe. */
public final class MessageCounter {

    private final BrokerObserver observer;
    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();

    public MessageCounter(BrokerObserver observer) {
        this.observer = observer;
    }

    /** Messages sent and stored since start. */
    public long in() {
        return in.sum();
    }

    /** Messages handed out since start. */
    public long out() {
        return out.sum();
    }

    /** Counts messages stored. */
    public void countIn(String topic, int messages) {
        in.add(messages);
        observer.onMessagesIn(topic, messages);
    }

    /** Counts messages handed to a group. */
    public void countOut(String group, String topic, int messages) {
        out.add(messages);
        observer.onMessagesOut(group, topic, messages);
    }
}
