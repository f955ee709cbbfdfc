package io.mqspring.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ThreadWorkerPoolTests {

    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

    @Test
    void growsWithRunningTasksAndShrinksWhenIdle() {
        ThreadWorkerPool pool = new ThreadWorkerPool((where, fault) -> faults.add(fault), Duration.ofMillis(50));
        int tasks = 12;
        CyclicBarrier together = new CyclicBarrier(tasks);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                awaitQuietly(together);
            });
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> threads.size() == tasks);
        assertThat(threads).allSatisfy(thread -> {
            assertThat(thread.getName()).startsWith("mq-worker-");
            assertThat(thread.isDaemon()).isTrue();
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> threads.stream().noneMatch(Thread::isAlive));
        pool.close();
    }

    @Test
    void whatATaskThrowsIsReported() {
        ThreadWorkerPool pool = new ThreadWorkerPool((where, fault) -> faults.add(fault));
        pool.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> faults.size() == 1);
        pool.close();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void anyExecutorWillDoAndIsLeftAlone() throws InterruptedException {
        List<Runnable> given = new ArrayList<>();
        WorkerPool pool = WorkerPool.of(given::add, (where, fault) -> faults.add(fault));
        CountDownLatch ran = new CountDownLatch(1);
        pool.execute(ran::countDown);
        pool.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        given.forEach(Runnable::run);
        ran.await();
        assertThat(faults).hasSize(1);
        pool.close();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(given).hasSize(2);
    }

    private static void awaitQuietly(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
