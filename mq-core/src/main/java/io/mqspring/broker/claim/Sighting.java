package io.mqspring.broker.claim;

/** When the owner of a queue was last seen to pull from it. Changes with each pull, and so stands beside what is immutable. Thread safe. */
final class Sighting {

    private volatile long nanos;

    Sighting(long nanos) {
        this.nanos = nanos;
    }

    void again(long now) {
        nanos = now;
    }

    long nanosAgo(long now) {
        return now - nanos;
    }
}
