package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ModelBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A dispatcher on virtual time, with windows to take messages from and a list of what was handed on as failed. */
final class DispatcherRig {

    final ManualBackend backend = new ManualBackend();
    final SerialExecutor loop = backend.eventLoop("client");
    /** {@code retry 0/3 cause} and {@code reject 0/3 reason}, by queue and offset. */
    final List<String> moved = new ArrayList<>();
    /** Queue and offset, in the order they were finished. */
    final Map<Integer, Long> finished = new HashMap<>();

    private final Map<Integer, ProcessQueue> windows = new LinkedHashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();

    ConcurrentDispatcher dispatcher(SubscriptionSettings settings, AsyncMessageListener listener) {
        return new ConcurrentDispatcher(
                "billing", settings, listener, backend.workers(), loop, backend.time(), failures());
    }

    /** Takes what the listener failed on, and has it at once. */
    FailureSink failures() {
        return new FailureSink() {
            @Override
            public CompletableFuture<Void> retry(
                    InFlight message, ConsumeResult.Retry failure, SubscriptionSettings ignored) {
                moved.add("retry " + place(message.view()) + " " + failure.cause());
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletableFuture<Void> postpone(
                    InFlight message, ConsumeResult.Postponed later, SubscriptionSettings ignored) {
                moved.add("postpone " + place(message.view()) + " " + later.delay());
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletableFuture<Void> reject(
                    InFlight message, ConsumeResult.Reject rejection, SubscriptionSettings ignored) {
                moved.add("reject " + place(message.view()) + " " + rejection.reason());
                return CompletableFuture.completedFuture(null);
            }
        };
    }

    /** {@code 0/3}: offset 3 of queue 0. */
    static String place(MessageView view) {
        return view.queue().queueId() + "/" + view.offset();
    }

    static List<String> places(List<MessageView> views) {
        return views.stream().map(DispatcherRig::place).toList();
    }

    ProcessQueue window(int queue) {
        return windows.computeIfAbsent(
                queue,
                id -> new ProcessQueue(
                        ModelBroker.queue("orders", id),
                        0,
                        (window, messages, bytes) -> finished.merge(id, (long) messages, Long::sum)));
    }

    /** Hands over the next messages of a queue. */
    void submit(Dispatcher dispatcher, int queue, int count) {
        MessageQueue from = ModelBroker.queue("orders", queue);
        long begin = ends.getOrDefault(queue, 0L);
        List<MessageView> views = new ArrayList<>();
        for (long offset = begin; offset < begin + count; offset++) {
            views.add(MessageView.of(
                    ModelBroker.record(from, offset, offset, "x", Map.of("KEYS", "k" + offset), 0, 1),
                    ModelBroker.NAME));
        }
        ends.put(queue, begin + count);
        onLoop(() -> dispatcher.submit(window(queue).put(views, begin + count)));
    }

    void onLoop(Runnable task) {
        loop.execute(task);
        backend.settle();
    }

    void advance(long millis) {
        backend.advance(Duration.ofMillis(millis));
    }
}
