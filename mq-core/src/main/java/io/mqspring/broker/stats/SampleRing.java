package io.mqspring.broker.stats;

/** The last samples of a growing figure. Confined by its owner's lock. */
final class SampleRing {

    private final long[] times;
    private final long[] amounts;
    private final long[] events;
    private int next;
    private int count;

    SampleRing(int capacity) {
        this.times = new long[capacity];
        this.amounts = new long[capacity];
        this.events = new long[capacity];
    }

    void add(long millis, long amount, long eventCount) {
        times[next] = millis;
        amounts[next] = amount;
        events[next] = eventCount;
        next = (next + 1) % times.length;
        count = Math.min(count + 1, times.length);
    }

    /** When the youngest sample was taken. */
    long youngest() {
        return times[Math.floorMod(next - 1, times.length)];
    }

    /**
     * How much has come since the youngest sample that is at least so old, or since the oldest.
     *
     * @param now of a clock that never goes back, milliseconds
     */
    Window since(long now, long windowMillis, long amount, long eventCount) {
        int found = Math.floorMod(next - 1, times.length);
        for (int i = 1; i < count && now - times[found] < windowMillis; i++) {
            found = Math.floorMod(found - 1, times.length);
        }
        return Window.of(amount - amounts[found], eventCount - events[found], now - times[found]);
    }
}
