package io.mqspring.runtime;

/** The machine's clocks; stateless. */
enum SystemTimeSource implements TimeSource {
    INSTANCE;

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
