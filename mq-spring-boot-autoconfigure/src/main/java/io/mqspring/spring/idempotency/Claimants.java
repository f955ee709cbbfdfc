package io.mqspring.spring.idempotency;

import java.util.concurrent.atomic.AtomicLong;

/** Names the calls of this instance's listeners, each with a name of its own. Thread safe. */
final class Claimants {

    private final String instance;
    private final AtomicLong calls = new AtomicLong();

    /** @param instance another text for each instance that shares a store */
    Claimants(String instance) {
        this.instance = instance;
    }

    String next() {
        return instance + "#" + calls.incrementAndGet();
    }
}
