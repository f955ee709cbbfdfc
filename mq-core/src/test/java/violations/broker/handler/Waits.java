package violations.broker.handler;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Every timed wait that a simulation could not see. */
class Waits {
    void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }

    CompletableFuture<String> timesOut(CompletableFuture<String> future) {
        return future.orTimeout(1, TimeUnit.SECONDS);
    }

    CompletableFuture<String> completesLater(CompletableFuture<String> future) {
        return future.completeOnTimeout("late", 1, TimeUnit.SECONDS);
    }

    Executor runsLater() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }

    Mono<Long> delays() {
        return Mono.delay(Duration.ofSeconds(1));
    }

    Mono<Long> delaysOnAGivenScheduler(Scheduler scheduler) {
        return Mono.delay(Duration.ofSeconds(1), scheduler);
    }
}
