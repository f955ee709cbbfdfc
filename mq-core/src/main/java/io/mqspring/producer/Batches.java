package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/** Sends lists of messages. Thread safe. */
final class Batches {

    private final SendContext context;
    private final MessageEncoder encoder;
    private final Sending sending;
    private final SerialExecutor loop;
    private final BatchPlan plan;

    Batches(SendContext context, MessageEncoder encoder, Sending sending, SerialExecutor loop) {
        this.context = context;
        this.encoder = encoder;
        this.sending = sending;
        this.loop = loop;
        this.plan = new BatchPlan(context.settings().maxBodyBytes());
    }

    /**
     * Sends a list.
     *
     * @throws SendException of kind {@code INVALID} when one message is at fault; nothing is sent then
     */
    CompletableFuture<List<SendResult>> send(List<Message> messages) {
        List<BatchEntry> entries = entries(messages);
        Collection<String> topics = BatchPlan.orderedTopics(messages);
        Map<String, TopicRoute> known = new ConcurrentHashMap<>();
        topics.forEach(topic -> context.routes().knownForSend(topic).ifPresent(route -> known.put(topic, route)));
        if (known.size() == topics.size()) {
            return start(entries, known);
        }
        // The answers come on the event loop, where nobody may wait for room.
        CompletableFuture<List<SendResult>> result = new CompletableFuture<>();
        findAll(topics, known).thenRun(() -> context.handOver().submit(() -> {
            start(entries, known).whenComplete((results, failure) -> {
                if (failure == null) {
                    result.complete(results);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        }));
        return result;
    }

    /** The longest time that a list may take: its longest line, and the question for routes. */
    Duration limit(List<Message> messages) {
        long bytes = messages.stream()
                .mapToLong(message -> message.body().length + 1024L)
                .sum();
        long parts = bytes / context.settings().maxBodyBytes() + messages.size() / BatchPlan.MOST_MESSAGES + 2;
        long alone = messages.stream().filter(MessageChecks::goesAlone).count();
        return context.settings().sendTimeout().multipliedBy(parts * 2 + alone);
    }

    private List<BatchEntry> entries(List<Message> messages) {
        if (messages.isEmpty()) {
            throw new SendException(SendException.Kind.INVALID, "a batch needs at least one message", null);
        }
        List<BatchEntry> entries = new ArrayList<>(messages.size());
        for (Message message : messages) {
            try {
                entries.add(encoder.entry(message));
            } catch (SendException e) {
                throw new SendException(
                        e.kind(),
                        "nothing was sent, message " + entries.size() + " of the list is at fault: " + e.getMessage(),
                        e);
            }
        }
        return entries;
    }

    private CompletableFuture<List<SendResult>> start(List<BatchEntry> entries, Map<String, TopicRoute> routes) {
        List<List<BatchPlan.Part>> lines = plan.lines(entries, routes);
        return new BatchSend(entries, lines.size(), this::begin).start(lines);
    }

    private CompletableFuture<SendResult> begin(List<BatchEntry> entries, BatchPlan.Part part) {
        List<BatchEntry> mine = part.indices().stream().map(entries::get).toList();
        Message first = mine.get(0).message();
        Outgoing outgoing = part.alone() || mine.size() == 1 ? encoder.encode(first) : encoder.encodeBatch(mine);
        QueueSelector selector =
                part.queue() == null ? QueueSelector.of(first) : new QueueSelector.Pinned(part.queue());
        return sending.begin(outgoing, new QueueChoice(context, outgoing.topic(), first, selector), false);
    }

    /** Completes when all routes have been told or not; the sends of a topic without a route will say why. */
    private CompletableFuture<Void> findAll(Collection<String> topics, Map<String, TopicRoute> found) {
        CompletableFuture<Void> done = CompletableFuture.allOf(topics.stream()
                .map(topic -> context.routes().findForSend(topic).handle((route, failure) -> {
                    if (route != null) {
                        found.put(topic, route);
                    }
                    return null;
                }))
                .toArray(CompletableFuture<?>[]::new));
        try {
            loop.run(() ->
                    loop.schedule(() -> done.complete(null), context.settings().sendTimeout()));
        } catch (RejectedExecutionException e) {
            done.complete(null);
        }
        return done;
    }
}
