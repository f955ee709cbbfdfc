package io.mqspring.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ExchangeTableTests {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final ByHand executor = new ByHand();
    private final List<Long> expiries = new ArrayList<>();
    private final ExchangeTable table = new ExchangeTable(executor, executor, expiries::add);

    @Test
    void findsEachExchangeByItsNumberAlone() {
        Random random = new Random(11);
        Map<Integer, Exchange<?>> model = new HashMap<>();
        List<Integer> numbers = new ArrayList<>();
        for (int step = 0; step < 200_000; step++) {
            boolean add = numbers.isEmpty() || random.nextInt(100) < (step / 20_000 % 2 == 0 ? 60 : 40);
            if (add) {
                Exchange<?> exchange = exchange(MINUTE);
                int opaque = table.add(exchange);
                assertThat(model.put(opaque, exchange)).isNull();
                numbers.add(opaque);
            } else {
                int last = numbers.size() - 1;
                int at = random.nextInt(20) == 0 ? random.nextInt(numbers.size()) : last - Math.min(last, 3);
                int opaque = numbers.get(at);
                numbers.set(at, numbers.get(last));
                numbers.remove(last);
                assertThat(table.remove(opaque)).isSameAs(model.remove(opaque));
                assertThat(table.remove(opaque)).isNull();
            }
        }
        for (int opaque : numbers) {
            assertThat(table.remove(opaque)).isSameAs(model.get(opaque));
        }
    }

    @Test
    void aHeldExchangeIsInNobodysWay() {
        Exchange<?> held = exchange(MINUTE);
        int opaque = table.add(held);
        for (int i = 0; i < 100_000; i++) {
            int other = table.add(exchange(MINUTE));
            assertThat(other).isNotEqualTo(opaque);
            assertThat(table.remove(other)).isNotNull();
        }
        assertThat(table.remove(opaque)).isSameAs(held);
    }

    @Test
    void failsWhatIsDueAndNothingElse() {
        Exchange<?> early = exchange(5);
        Exchange<?> answered = exchange(5);
        Exchange<?> late = exchange(MINUTE);
        table.add(early);
        table.add(answered);
        table.add(late);
        answered.fail(new RemotingException(RemotingException.Kind.CLOSED, "by someone else"));
        executor.fire(10);
        assertThat(early.answer()).isCompletedExceptionally();
        assertThat(early.answer().handle((response, failure) -> failure).join())
                .isInstanceOfAny(RemotingException.class, CompletionException.class)
                .hasMessageContaining("GET_MAX_OFFSET: no answer in time");
        assertThat(late.answer()).isNotDone();
        assertThat(expiries).hasSize(1);
        table.failAll(RemotingException.Kind.CONNECTION_LOST, "gone");
        assertThat(late.answer()).isCompletedExceptionally();
    }

    private Exchange<?> exchange(long deadline) {
        return new Exchange<>(new GetMaxOffsetRequest("t", 0), table, 0, deadline);
    }

    private static final class ByHand implements SerialExecutor, TimeSource {

        private final List<Runnable> timers = new ArrayList<>();
        private long now;

        void fire(long at) {
            now = at;
            List.copyOf(timers).forEach(Runnable::run);
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
            timers.add(task);
            return () -> timers.remove(task);
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
