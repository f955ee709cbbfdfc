package violations.broker.group;

import java.util.concurrent.atomic.AtomicInteger;

/** Shares state between all brokers of a JVM. */
public class KeepsState {
    static final String CONSTANT = "fine";
    static final AtomicInteger COUNT = new AtomicInteger();
    static int last;

    int next() {
        last = COUNT.incrementAndGet();
        return last;
    }
}
