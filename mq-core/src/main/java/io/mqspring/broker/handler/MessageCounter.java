package io.mqspring.broker.handler;

import io.mqspring.broker.stats.BrokerFigures;
import io.mqspring.observe.BrokerObserver;

/** Counts what comes in and goes out, and tells the observer. Thread safe. */
public final class MessageCounter {

    private final BrokerObserver observer;
    private final BrokerFigures figures;

    public MessageCounter(BrokerObserver observer, BrokerFigures figures) {
        this.observer = observer;
        this.figures = figures;
    }

    /** Messages sent and stored since start. */
    public long in() {
        return figures.messagesIn();
    }

    /** Messages handed out since start. */
    public long out() {
        return figures.messagesOut();
    }

    /** Counts messages stored. */
    public void countIn(String topic, int messages, long bytes) {
        figures.countIn(topic, messages, bytes);
        observer.onMessagesIn(topic, messages);
    }

    /** Counts a message that a group has sent back. */
    public void countSentBack(String group, String topic) {
        figures.countSentBack(group, topic);
    }

    /** Counts messages handed to a group. */
    public void countOut(String group, String topic, int messages, long bytes) {
        figures.countOut(group, topic, messages, bytes);
        observer.onMessagesOut(group, topic, messages);
    }
}
