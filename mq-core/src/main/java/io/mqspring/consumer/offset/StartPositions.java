package io.mqspring.consumer.offset;

import io.mqspring.consumer.StartFrom;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Where a group begins on a queue. The committed offset wins. Without one, {@link StartFrom} is asked once per group and
 * topic: over all queues that the topic has then, and the answers are committed before anything is consumed. The commits
 * are what remembers that the decision was made: as soon as one queue of the topic has an offset, a queue without is a new
 * one and begins at its minimum, so that its first message is not missed. The same holds for all queues of a topic that did
 * not exist when the listener started, and for retry topics.
 *
 * <p>Several members may decide at the same time. A decision reads the committed offsets again before it writes, and what
 * another member wrote wins; members that write in the same moment write the same, or for {@link StartFrom.Latest} two ends
 * that lie as far apart as the members' reads. A member that finds some queues with and some without offsets may be watching
 * another one write, so it looks again after a moment before it calls a queue new.
 *
 * <p>Confined to the client's loop.
 */
public final class StartPositions {

    private static final Logger log = LoggerFactory.getLogger(StartPositions.class);
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private final String group;
    private final OffsetStore offsets;
    private final RouteTable routes;
    private final SerialExecutor loop;
    private final TimeSearch times;
    private final QueueEnds ends;
    private final Set<String> late = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<String, CompletableFuture<Void>> opening = new HashMap<>();
    private final Map<String, CompletableFuture<Map<MessageQueue, Long>>> deciding = new HashMap<>();
    /** Decided here, but perhaps not committed everywhere: a second attempt must not decide anew. */
    private final Map<MessageQueue, Long> decided = new HashMap<>();

    public StartPositions(String group, OffsetStore offsets, BrokerLink link, RouteTable routes) {
        this.group = group;
        this.offsets = offsets;
        this.routes = routes;
        this.loop = link.loop();
        this.times = new TimeSearch(group, link);
        this.ends = new QueueEnds(group, link);
    }

    /** Notes which topics exist now, at the listener's start. */
    public void open(Collection<String> topics) {
        loop.assertCurrent();
        for (String topic : topics) {
            CompletableFuture<Void> noted = new CompletableFuture<>();
            opening.put(topic, noted);
            routes.find(topic)
                    .whenComplete((route, failure) -> loop.run(() -> {
                        // A name server that cannot be reached says nothing: the topic may well exist.
                        if (failure != null && isUnknownTopic(failure)) {
                            late.add(topic);
                        }
                        noted.complete(null);
                    }));
        }
    }

    /**
     * The first offset to consume of a queue.
     *
     * @return completes on the loop: empty when the group must not begin by itself ({@link StartFrom.Fail}); fails when a
     *     broker could not be asked
     */
    public CompletableFuture<OptionalLong> startOf(MessageQueue queue, StartFrom from) {
        loop.assertCurrent();
        CompletableFuture<Void> noted = opening.getOrDefault(queue.topic(), CompletableFuture.completedFuture(null));
        return noted.thenCompose(ignored -> offsets.fetch(queue)).thenCompose(committed -> {
            if (committed.isPresent()) {
                log.atLevel(refused.contains(queue.topic()) ? Level.INFO : Level.DEBUG)
                        .log("{}: {} continues at offset {}", group, queue, committed.getAsLong());
                return CompletableFuture.completedFuture(committed);
            }
            return TopicNames.isRetryTopic(queue.topic())
                    ? ends.minimum(queue).thenApply(OptionalLong::of)
                    : firstStart(queue, from);
        });
    }

    private CompletableFuture<OptionalLong> firstStart(MessageQueue queue, StartFrom from) {
        Long before = decided.get(queue);
        if (before != null) {
            return offsets.commit(queue, before).thenApply(ignored -> OptionalLong.of(before));
        }
        boolean isLate = late.contains(queue.topic());
        if (from instanceof StartFrom.Fail && !isLate) {
            return refuseOrJoin(queue);
        }
        return decideOnce(queue, isLate ? StartFrom.earliest() : from).thenCompose(starts -> {
            Long start = starts.get(queue);
            return start != null ? CompletableFuture.completedFuture(OptionalLong.of(start)) : afterSecondLook(queue);
        });
    }

    private CompletableFuture<OptionalLong> refuseOrJoin(MessageQueue queue) {
        return committedOf(queuesWith(queue)).thenCompose(committed -> {
            if (!committed.isEmpty()) {
                return afterSecondLook(queue);
            }
            if (refused.add(queue.topic())) {
                log.error(
                        "{}: has no offsets on topic {} and is told not to begin by itself, so the topic is not consumed."
                                + " Set the group's offsets, which is noticed within half a minute, or"
                                + " mq.listener.start-from to latest, earliest or timestamp",
                        group,
                        queue.topic());
            }
            return CompletableFuture.completedFuture(OptionalLong.empty());
        });
    }

    private CompletableFuture<OptionalLong> afterSecondLook(MessageQueue queue) {
        CompletableFuture<Void> pause = new CompletableFuture<>();
        loop.schedule(() -> pause.complete(null), SECOND_LOOK);
        return pause.thenCompose(ignored -> offsets.fetch(queue)).thenCompose(committed -> {
            if (committed.isPresent()) {
                return CompletableFuture.completedFuture(committed);
            }
            return ends.minimum(queue).thenCompose(offset -> {
                log.info("{}: queue {} is new and starts at its first message, offset {}", group, queue, offset);
                return offsets.commit(queue, offset).thenApply(done -> OptionalLong.of(offset));
            });
        });
    }

    /**
     * Decides for all queues of the topic, one decision at a time: the member's other queues wait for it.
     *
     * @return the starts, committed; empty when some queue has an offset, so that the decision was made before
     */
    private CompletableFuture<Map<MessageQueue, Long>> decideOnce(MessageQueue queue, StartFrom from) {
        String topic = queue.topic();
        CompletableFuture<Map<MessageQueue, Long>> running = deciding.get(topic);
        if (running != null) {
            return running;
        }
        List<MessageQueue> queues = queuesWith(queue);
        CompletableFuture<Map<MessageQueue, Long>> decision = committedOf(queues)
                .thenCompose(committed -> committed.isEmpty()
                        ? decide(topic, queues, from)
                        : CompletableFuture.completedFuture(Map.of()));
        deciding.put(topic, decision);
        decision.whenComplete((starts, failure) -> deciding.remove(topic));
        return decision;
    }

    private CompletableFuture<Map<MessageQueue, Long>> decide(String topic, List<MessageQueue> queues, StartFrom from) {
        return each(queues, queue -> position(queue, from))
                .thenCompose(starts -> committedOf(queues).thenCompose(committed -> {
                    starts.putAll(committed);
                    decided.putAll(starts);
                    sayDecision(topic, from, starts, committed.keySet());
                    List<MessageQueue> open = new ArrayList<>(queues);
                    open.removeAll(committed.keySet());
                    return each(open, queue -> offsets.commit(queue, value(starts, queue))
                                    .thenApply(done -> value(starts, queue)))
                            .thenApply(done -> starts);
                }));
    }

    private CompletableFuture<Map<MessageQueue, Long>> committedOf(List<MessageQueue> queues) {
        return each(queues, queue -> offsets.fetch(queue).thenApply(found -> found.orElse(-1)))
                .thenApply(found -> {
                    found.values().removeIf(offset -> offset < 0);
                    return found;
                });
    }

    private CompletableFuture<Long> position(MessageQueue queue, StartFrom from) {
        if (from instanceof StartFrom.Latest) {
            return ends.maximum(queue);
        }
        if (from instanceof StartFrom.Timestamp timestamp) {
            return times.find(queue, timestamp.time());
        }
        return ends.minimum(queue);
    }

    private List<MessageQueue> queuesWith(MessageQueue queue) {
        List<MessageQueue> known =
                routes.known(queue.topic()).map(TopicRoute::readable).orElse(List.of());
        if (known.contains(queue)) {
            return known;
        }
        List<MessageQueue> queues = new ArrayList<>(known);
        queues.add(queue);
        return queues;
    }

    private static CompletableFuture<Map<MessageQueue, Long>> each(
            List<MessageQueue> queues, Function<MessageQueue, CompletableFuture<Long>> question) {
        Map<MessageQueue, CompletableFuture<Long>> answers = new TreeMap<>();
        queues.forEach(queue -> answers.put(queue, question.apply(queue)));
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(ignored -> {
                    Map<MessageQueue, Long> values = new TreeMap<>();
                    answers.forEach((queue, answer) -> values.put(queue, answer.join()));
                    return values;
                });
    }

    private void sayDecision(
            String topic, StartFrom from, Map<MessageQueue, Long> starts, Set<MessageQueue> decidedByOthers) {
        String positions = starts.entrySet().stream()
                .map(entry ->
                        entry.getKey().brokerName() + "/" + entry.getKey().queueId() + " at offset " + entry.getValue())
                .collect(Collectors.joining(", "));
        log.info(
                "{}: new on topic {}, starts {}: {}{}",
                group,
                topic,
                describe(from),
                positions,
                decidedByOthers.isEmpty() ? "" : " (another member has decided at the same time)");
    }

    private static long value(Map<MessageQueue, Long> starts, MessageQueue queue) {
        return starts.getOrDefault(queue, 0L);
    }

    private static String describe(StartFrom from) {
        if (from instanceof StartFrom.Latest) {
            return "latest";
        }
        return from instanceof StartFrom.Timestamp timestamp ? "from " + timestamp.time() : "earliest";
    }

    private static boolean isUnknownTopic(Throwable failure) {
        return BrokerLink.cause(failure) instanceof CommandFailedException refused
                && refused.code() == ResponseCode.TOPIC_NOT_EXIST;
    }
}
