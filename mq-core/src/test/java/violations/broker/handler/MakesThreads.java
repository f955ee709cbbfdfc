package violations.broker.handler;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Every way to a thread of one's own. */
class MakesThreads {
    Thread thread(Runnable task) {
        return new Thread(task);
    }

    ExecutorService pool() {
        return Executors.newCachedThreadPool();
    }

    CompletableFuture<Void> commonPool(Runnable task) {
        return CompletableFuture.runAsync(task);
    }

    CompletableFuture<Void> givenExecutor(Runnable task, Executor executor) {
        return CompletableFuture.runAsync(task, executor);
    }

    Stream<String> parallel(List<String> names) {
        return names.parallelStream();
    }
}
