package io.mqspring.consumer.process;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.scripted.ModelBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An ordered dispatcher on virtual time whose listener is told what to say. A message's body is its key and its number, as
 * in {@code a3}; an empty key is none.
 */
final class LaneRig implements FailureSink {

    static final MessageQueue QUEUE = ModelBroker.queue("orders", 0);
    static final MessageQueue OTHER_QUEUE = ModelBroker.queue("orders", 1);

    final ManualBackend backend = new ManualBackend();
    final SerialExecutor loop = backend.eventLoop("client");
    /** What the listener was called with: time in milliseconds, messages, attempt of the first. */
    final List<String> calls = new ArrayList<>();
    /** Messages that are done, in order; and what became of those that are dead. */
    final List<String> done = new ArrayList<>();

    final List<String> dead = new ArrayList<>();
    final List<String> retried = new ArrayList<>();
    /** What the listener says to a call, by the text of its first message; else success. */
    final Map<String, List<Object>> script = new LinkedHashMap<>();
    /** Calls that are answered when the test says so. */
    final Map<String, CompletableFuture<ConsumeResult>> open = new LinkedHashMap<>();
    /** Dead letters that no broker takes before it completes. */
    @Nullable
    CompletableFuture<Void> brokerTakes;

    final SubscriptionSettings settings;
    final OrderedDispatcher dispatcher;
    private final Map<MessageQueue, ProcessQueue> windows = new LinkedHashMap<>();

    LaneRig(Ordering ordering) {
        this(SubscriptionSettings.defaults().withOrdering(ordering));
    }

    LaneRig(SubscriptionSettings settings) {
        this(settings, null);
    }

    LaneRig(SubscriptionSettings settings, @Nullable AsyncMessageListener listener) {
        this.settings = settings;
        DispatcherParts parts = new DispatcherParts(
                "billing", backend.workers(), loop, backend.time(), RandomGenerator.getDefault(), this);
        dispatcher = new OrderedDispatcher(parts, settings, listener == null ? this::consume : listener);
    }

    /** The window of a queue; a new one after {@link #giveUp}. */
    ProcessQueue window(MessageQueue queue) {
        return windows.computeIfAbsent(queue, each -> new ProcessQueue(each, 0, (window, messages, bytes) -> {}));
    }

    /** Takes a queue up again at an offset. */
    void start(MessageQueue queue, long offset) {
        windows.put(queue, new ProcessQueue(queue, offset, (window, messages, bytes) -> {}));
    }

    /** Hears of each dead letter: queue id and offset. */
    Consumer<MessageView> onDeath = view -> {};

    /** Messages of one queue as a pull brings them. */
    void pulled(MessageQueue queue, String... texts) {
        ProcessQueue window = window(queue);
        onLoop(() -> dispatcher.submit(window.put(views(queue, end(window), texts), 0)));
    }

    static List<MessageView> views(MessageQueue queue, long from, String... texts) {
        List<MessageView> views = new ArrayList<>();
        for (String text : texts) {
            long offset = from + views.size();
            String key = text.replaceAll("[0-9]", "");
            Map<String, String> properties = key.isEmpty() ? Map.of() : Map.of(PropertyNames.SHARDING_KEY, key);
            views.add(MessageView.of(
                    ModelBroker.record(queue, offset, offset, text, properties, 0, 1), ModelBroker.NAME));
        }
        return views;
    }

    /** Gives a queue up as the pull loop does. */
    CompletableFuture<Void> giveUp(MessageQueue queue) {
        ProcessQueue window = window(queue);
        windows.remove(queue);
        CompletableFuture<Void> drained = new CompletableFuture<>();
        onLoop(() -> {
            window.giveUp().thenRun(() -> drained.complete(null));
            dispatcher.withdraw(window);
            dispatcher.collect();
        });
        return drained;
    }

    void onLoop(Runnable task) {
        loop.execute(task);
        backend.settle();
    }

    void advance(Duration duration) {
        backend.advance(duration);
    }

    /** What the listener says to the next calls that begin with a message. */
    LaneRig says(String first, Object... answers) {
        script.computeIfAbsent(first, each -> new ArrayList<>()).addAll(List.of(answers));
        return this;
    }

    long now() {
        return backend.time().nanoTime() / 1_000_000;
    }

    private static long end(ProcessQueue window) {
        return window.committableOffset() + window.span();
    }

    private CompletionStage<ConsumeResult> consume(List<MessageView> views) {
        List<String> texts = views.stream().map(LaneRig::text).toList();
        String first = texts.get(0);
        calls.add(now() + " " + String.join(",", texts) + " #" + views.get(0).attempt());
        List<Object> answers = script.get(first);
        Object answer = answers == null || answers.isEmpty() ? ConsumeResult.success() : answers.remove(0);
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        if (answer instanceof ConsumeResult result) {
            note(texts, result);
            return CompletableFuture.completedFuture(result);
        }
        CompletableFuture<ConsumeResult> later = new CompletableFuture<>();
        open.put(first, later);
        return later.thenApply(result -> {
            note(texts, result);
            return result;
        });
    }

    private void note(List<String> texts, ConsumeResult result) {
        if (result instanceof ConsumeResult.Success) {
            done.addAll(texts);
        }
    }

    static String text(MessageView view) {
        return new String(view.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public CompletableFuture<Void> retry(InFlight message, ConsumeResult.Retry failure, SubscriptionSettings with) {
        throw new AssertionError("a message in order must not go to the retry topic");
    }

    @Override
    public CompletableFuture<Void> postpone(
            InFlight message, ConsumeResult.Postponed later, SubscriptionSettings with) {
        throw new AssertionError("a message in order must not go to the retry topic");
    }

    @Override
    public void triedAgain(InFlight message) {
        retried.add(text(message.view()));
    }

    @Override
    public CompletableFuture<Void> reject(InFlight message, ConsumeResult.Reject rejection, SubscriptionSettings with) {
        loop.assertCurrent();
        onDeath.accept(message.view());
        dead.add(now() + " " + text(message.view()) + " " + rejection.reason() + " #"
                + message.view().attempt());
        CompletableFuture<Void> taken = brokerTakes;
        return taken != null ? taken : CompletableFuture.completedFuture(null);
    }
}
