package io.mqspring.consumer;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.offset.BrokerOffsetStore;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ModelBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One client's loop, routes and offsets against a model broker, on virtual time. */
public final class ConsumerRig {

    public static final String GROUP = "billing";

    public final ManualBackend backend = new ManualBackend();
    public final SerialExecutor loop = backend.eventLoop("client");
    public final ModelBroker broker = new ModelBroker(backend.eventLoop("broker"), backend.time());
    public final RouteTable routes =
            new RouteTable(broker, List.of(ModelBroker.ADDRESS), loop, Duration.ofSeconds(30), backend.newRandom());
    public final BrokerLink link = new BrokerLink(broker, routes, loop, Duration.ofSeconds(3));
    public final BrokerOffsetStore offsets = new BrokerOffsetStore(GROUP, link, Duration.ofSeconds(5));
    public final StartPositions starts = new StartPositions(GROUP, offsets, link, routes);

    /** Runs on the loop and whatever follows from it now. */
    public void onLoop(Runnable task) {
        loop.execute(task);
        backend.settle();
    }

    /** Asks on the loop and waits, in virtual time, at most ten seconds. */
    public <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        onLoop(() -> question.get().whenComplete((value, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(BrokerLink.cause(failure));
            } else {
                answer.complete(value);
            }
        }));
        for (int i = 0; i < 100 && !answer.isDone(); i++) {
            backend.advance(Duration.ofMillis(100));
        }
        return answer;
    }

    /** Fetches a topic's route. */
    public void know(String topic) {
        ask(() -> routes.find(topic)).join();
    }
}
