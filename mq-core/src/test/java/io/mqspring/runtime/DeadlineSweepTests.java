package io.mqspring.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On an executor that runs by hand. */
class DeadlineSweepTests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ByHand executor = new ByHand();
    private final List<Long> deadlines = new ArrayList<>();
    private final List<Long> expiredAt = new ArrayList<>();
    private int sweeps;
    private final DeadlineSweep sweep = new DeadlineSweep(executor, executor, this::expire);

    @Test
    void sweepsWhenTheEarliestDeadlineIsDue() {
        expect(5 * SECOND);
        expect(3 * SECOND);
        expect(9 * SECOND);
        executor.advance(3 * SECOND - 1);
        assertThat(expiredAt).isEmpty();
        executor.advance(1);
        assertThat(expiredAt).containsExactly(3 * SECOND);
        executor.advance(7 * SECOND);
        assertThat(expiredAt).containsExactly(3 * SECOND, 5 * SECOND, 9 * SECOND);
        assertThat(sweeps).isEqualTo(3);
    }

    @Test
    void setsNoTimerWhileNothingIsExpected() {
        assertThat(executor.timers).isEmpty();
        expect(SECOND);
        executor.advance(2 * SECOND);
        assertThat(executor.timers).isEmpty();
        expect(4 * SECOND);
        executor.advance(3 * SECOND);
        assertThat(expiredAt).containsExactly(SECOND, 4 * SECOND);
    }

    @Test
    void sweepsAtMostTenTimesASecond() {
        for (long i = 1; i <= 1000; i++) {
            expect(i * SECOND / 1000);
        }
        for (int i = 0; i < 1200; i++) {
            executor.advance(SECOND / 1000);
        }
        assertThat(expiredAt).hasSize(1000);
        assertThat(sweeps).isLessThanOrEqualTo(12);
    }

    private void expect(long deadline) {
        deadlines.add(deadline);
        sweep.expect(deadline);
    }

    private long expire(long now) {
        sweeps++;
        deadlines.removeIf(deadline -> {
            if (deadline <= now) {
                expiredAt.add(deadline);
                return true;
            }
            return false;
        });
        return deadlines.stream().mapToLong(Long::longValue).min().orElse(DeadlineSweep.NONE);
    }

    private static final class ByHand implements SerialExecutor, TimeSource {

        private record Timer(long due, Runnable task) {}

        private final List<Timer> timers = new ArrayList<>();
        private long now;

        void advance(long nanos) {
            long until = now + nanos;
            while (true) {
                Timer next = timers.stream()
                        .filter(timer -> timer.due <= until)
                        .min((a, b) -> Long.compare(a.due, b.due))
                        .orElse(null);
                if (next == null) {
                    now = until;
                    return;
                }
                timers.remove(next);
                now = next.due;
                next.task.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
            Timer timer = new Timer(now + delay.toNanos(), task);
            timers.add(timer);
            return () -> timers.remove(timer);
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public String name() {
            return "by hand";
        }

        @Override
        public void close() {}

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return now;
        }
    }
}
