package io.mqspring.broker.delay;

/** A due timer that is on its way into the log. Confined to {@link TimerScheduler}. */
final class Delivery {

    final long offset;
    /** Its record, once appended, lies at or after this position of the log. */
    final long logPosition;

    final String topic;
    boolean confirmed;

    Delivery(long offset, long logPosition, String topic) {
        this.offset = offset;
        this.logPosition = logPosition;
        this.topic = topic;
    }
}
