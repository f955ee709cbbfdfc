package io.mqspring.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyExecutionBackendTests {

    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final NettyExecutionBackend backend = NettyExecutionBackend.create((where, fault) -> faults.add(fault));

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void anEventLoopIsASerialExecutor() throws InterruptedException {
        SerialExecutor loop = backend.eventLoop("a client");
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            loop.execute(() -> {
                loop.assertCurrent();
                order.add(number);
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(order).hasSize(1000).isSorted();
        assertThat(loop.name()).contains("a client");
    }

    @Test
    void knowsItsEventLoops() {
        assertThat(backend.onEventLoop()).isFalse();
        SerialExecutor loop = backend.eventLoop("x");
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        loop.execute(() -> {
            seen.add(backend.onEventLoop());
            seen.add(Thread.currentThread().getName());
            seen.add(Thread.currentThread().isDaemon());
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() == 3);
        assertThat(seen.get(0)).isEqualTo(true);
        assertThat(seen.get(1).toString()).matches("mq-io-[1-4]");
        assertThat(seen.get(2)).isEqualTo(true);
        assertThat(backend.onEventLoop()).isFalse();
    }

    @Test
    void timersRunAndCanBeCancelled() {
        SerialExecutor loop = backend.eventLoop("x");
        AtomicInteger cancelled = new AtomicInteger();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        loop.schedule(cancelled::incrementAndGet, Duration.ofMillis(20)).cancel();
        loop.schedule(() -> order.add("second"), Duration.ofMillis(40));
        loop.schedule(() -> order.add("first"), Duration.ofMillis(-1));
        await().atMost(Duration.ofSeconds(30)).until(() -> order.size() == 2);
        assertThat(order).containsExactly("first", "second");
        assertThat(cancelled.get()).isZero();
    }

    @Test
    void faultsAreReportedAndTheLoopGoesOn() {
        SerialExecutor loop = backend.eventLoop("x");
        AtomicInteger runs = new AtomicInteger();
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.schedule(
                () -> {
                    throw new IllegalStateException("again");
                },
                Duration.ofMillis(1));
        loop.schedule(runs::incrementAndGet, Duration.ofMillis(20));
        await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 1);
        assertThat(faults).extracting(Throwable::getMessage).containsExactly("on purpose", "again");
    }

    @Test
    void closingOneExecutorLeavesItsLoopToOthers() {
        SerialExecutor first = backend.eventLoop("first");
        List<SerialExecutor> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(backend.eventLoop("other"));
        }
        AtomicInteger timers = new AtomicInteger();
        first.schedule(timers::incrementAndGet, Duration.ofMillis(20));
        Cancelling repeated = new Cancelling();
        first.scheduleWithFixedDelay(repeated, Duration.ofMillis(1));
        first.close();
        assertThatThrownBy(() -> first.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        AtomicInteger runs = new AtomicInteger();
        others.forEach(other -> other.schedule(runs::incrementAndGet, Duration.ofMillis(50)));
        await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == others.size());
        assertThat(timers.get()).isZero();
        assertThat(repeated.runs.get()).isLessThanOrEqualTo(5);
    }

    @Test
    void anIdleBackendHasNoThreads() {
        long before = ourThreads();
        NettyExecutionBackend idle = NettyExecutionBackend.create();
        // Those of a test before may end meanwhile.
        assertThat(ourThreads()).isLessThanOrEqualTo(before);
        idle.close();
        assertThatThrownBy(() -> idle.eventLoop("x")).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void closeEndsAllThreadsSoon() {
        NettyExecutionBackend other = NettyExecutionBackend.create();
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        other.eventLoop("x").execute(() -> threads.add(Thread.currentThread()));
        other.thread("mq-broker-test").execute(() -> threads.add(Thread.currentThread()));
        await().atMost(Duration.ofSeconds(30)).until(() -> threads.size() == 2);
        other.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void closeFromAnEventLoopDoesNotWaitForItself() {
        NettyExecutionBackend other = NettyExecutionBackend.create();
        AtomicInteger closed = new AtomicInteger();
        other.eventLoop("x").execute(() -> {
            other.close();
            closed.incrementAndGet();
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> closed.get() == 1);
    }

    @Test
    void workersMayBeTheUsers() {
        List<Runnable> given = Collections.synchronizedList(new ArrayList<>());
        WorkerPool workers = WorkerPool.of(given::add);
        NettyExecutionBackend other = NettyExecutionBackend.create((where, fault) -> {}, workers);
        other.workers().execute(() -> {});
        other.close();
        workers.execute(() -> {});
        assertThat(given).hasSize(2);
    }

    private static long ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().startsWith("mq-io") || thread.getName().startsWith("mq-worker"))
                .count();
    }

    private static final class Cancelling implements Runnable {

        private final AtomicInteger runs = new AtomicInteger();

        @Override
        public void run() {
            runs.incrementAndGet();
        }
    }
}
