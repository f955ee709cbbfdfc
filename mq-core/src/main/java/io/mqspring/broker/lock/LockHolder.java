package io.mqspring.broker.lock;

import java.time.Duration;

/**
 * That a member holds a queue. It is changed only within a step of its group, except that it is on disk, which is noted by who
 * has written it.
 */
final class LockHolder {

    private final String clientId;
    private final boolean outlivesBroker;
    private volatile boolean onDisk;
    private long renewedAt;

    /**
     * @param outlivesBroker whether the member may live on when the broker has died
     */
    LockHolder(String clientId, boolean outlivesBroker, long now) {
        this.clientId = clientId;
        this.outlivesBroker = outlivesBroker;
        this.renewedAt = now;
    }

    String clientId() {
        return clientId;
    }

    boolean is(String id) {
        return clientId.equals(id);
    }

    boolean outlivesBroker() {
        return outlivesBroker;
    }

    /** Whether it would be known after a crash, as far as that is needed. */
    boolean isKept() {
        return onDisk || !outlivesBroker;
    }

    LockHolder onDisk() {
        onDisk = true;
        return this;
    }

    void renew(long now) {
        renewedAt = now;
    }

    boolean isOver(long now, Duration validity) {
        return now - renewedAt > validity.toNanos();
    }
}
