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

    public final ManualBackend backend;
    public final SerialExecutor loop;
    public final ModelBroker broker;
    public final RouteTable routes;
    public final BrokerLink link;
    public final BrokerOffsetStore offsets;
    public final StartPositions starts;

    public ConsumerRig() {
        this(new ManualBackend());
    }

    private ConsumerRig(ManualBackend backend) {
        this(backend, new ModelBroker(backend.eventLoop("broker"), backend.time()));
    }

    private ConsumerRig(ManualBackend backend, ModelBroker broker) {
        this.backend = backend;
        this.broker = broker;
        loop = backend.eventLoop("client");
        routes =
                new RouteTable(broker, List.of(ModelBroker.ADDRESS), loop, Duration.ofSeconds(30), backend.newRandom());
        link = new BrokerLink(broker, routes, loop, Duration.ofSeconds(3));
        offsets = new BrokerOffsetStore(GROUP, link, Duration.ofSeconds(5));
        starts = new StartPositions(GROUP, offsets, link, routes);
    }

    /** Another client, or this one started again, on the same broker. */
    public ConsumerRig restarted() {
        return new ConsumerRig(backend, broker);
    }

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
