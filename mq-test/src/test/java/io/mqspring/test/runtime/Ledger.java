package io.mqspring.test.runtime;

import io.mqspring.consumer.Ordering;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TransactionVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, what was acknowledged, and how it went in each group: the model that a runtime is held against, event by
 * event. Confined to the thread of the test.
 */
final class Ledger implements Witness.Listener {

    /** The broker's timers tick, and whoever appends takes a moment. */
    private static final Duration TICK = Duration.ofMillis(200);

    private final Injected injected;
    private final StoreWatch store;
    private final Map<String, GroupPlan> plans;
    private final Function<String, @Nullable TransactionVerdict> verdicts;
    private final Map<String, String> sent = new LinkedHashMap<>();
    private final Map<String, String> acknowledged = new LinkedHashMap<>();
    /** Where the broker said that it keeps a message. */
    private final Map<StoreWatch.Place, TreeMap<Long, String>> promised = new HashMap<>();
    /** When delayed messages are due, wall clock of the broker. */
    private final Map<String, Long> due = new HashMap<>();
    /** When they last came to the broker: one that came late cannot be in time. */
    private final Map<String, Long> arrived = new HashMap<>();

    /** How often the broker has committed a half message, by its place in the log. */
    private final Map<Long, Integer> settledTransactions = new HashMap<>();

    private final Map<String, Set<String>> succeeded = new TreeMap<>();
    private final Map<String, Set<String>> dead = new TreeMap<>();
    private final Map<GroupQueue, QueueLedger> queues = new HashMap<>();
    /** Until when a failed message must not come again. */
    private final Map<Attempt, Injected.Moment> notBefore = new HashMap<>();

    private final Map<Attempt, List<Event>> histories = new HashMap<>();

    private final Map<Attempt, List<Unfinished>> waitingForCopies = new HashMap<>();
    private boolean gracefulOnly;
    private boolean settled;
    private long calls;
    private long retries;
    private long duplicates;

    private record GroupQueue(String group, String topic, int queueId) {}

    /** What befell a message in a group, to be told when something is wrong. */
    private record Event(
            Duration at,
            String what,
            String member,
            @Nullable MessageView view) {}

    /** A delivery of a message to a group, by what came before. */
    private record Attempt(String group, String body, int reconsumeTimes) {}

    private record Unfinished(QueueLedger queue, long offset) {}

    /**
     * @param verdicts what became of the transaction with a body; null if there is no such transaction
     */
    Ledger(
            Injected injected,
            StoreWatch store,
            Map<String, GroupPlan> plans,
            Function<String, @Nullable TransactionVerdict> verdicts) {
        this.injected = injected;
        this.store = store;
        this.plans = plans;
        this.verdicts = verdicts;
    }

    // ------------------------------------------------------------------ producers

    void sent(String topic, String body) {
        sent.put(body, topic);
    }

    void due(String body, long wallMillis) {
        due.put(body, wallMillis);
    }

    /** The broker says that it keeps a message; of one that waits it does not say where it will be. */
    void acknowledged(String topic, String body, MessageQueue queue, long offset) {
        acknowledged.put(body, topic);
        if (!due.containsKey(body)) {
            promised.computeIfAbsent(new StoreWatch.Place(topic, queue.queueId()), place -> new TreeMap<>())
                    .put(offset, body);
        }
    }

    /** Invariant 1: what was acknowledged is where the broker said, whatever has happened in between. */
    void checkPromises() {
        promised.forEach((place, messages) -> messages.forEach((offset, body) -> {
            MessageView view = store.record(place.topic(), place.queueId(), offset);
            if (view == null || !text(view).equals(body)) {
                throw new AssertionError(body + " was acknowledged at " + offset + " of " + place + ", where is now "
                        + (view == null ? "nothing" : text(view)));
            }
        }));
    }

    /** The broker begins a new life, in which it may repeat what it has not forced. */
    void brokerDied() {
        settledTransactions.clear();
        queues.values().forEach(QueueLedger::brokerDied);
    }

    /** The broker gets a message that is to wait: what is due already when it comes is not late. */
    @Override
    public void onTimed(String body) {
        arrived.put(body, injected.wallMillis());
    }

    /**
     * The broker has written a record to a queue (invariants 6 and 7).
     *
     * @param half log position of the half message that it commits; 0 if it commits none
     */
    void stored(MessageView view, long half) {
        String body = text(view);
        if (!plansHave(view.queue().topic())) {
            return;
        }
        TransactionVerdict verdict = verdicts.apply(body);
        if (verdict != null) {
            // A producer that got no answer may have begun the transaction twice.
            int times = settledTransactions.merge(half, 1, Integer::sum);
            if (verdict != TransactionVerdict.COMMIT || times > injected.brokerDeaths() + 1) {
                throw new AssertionError(body + " of a transaction with verdict " + verdict + " is visible " + times
                        + " times after " + injected.brokerDeaths() + " deaths of the broker");
            }
        }
        Long at = due.get(body);
        if (at != null) {
            if (view.storeTimestamp() < at) {
                throw new AssertionError(body + " is " + (at - view.storeTimestamp()) + " ms early");
            }
            long from = Math.max(at, arrived.getOrDefault(body, at));
            long late = view.storeTimestamp() - from;
            if (injected.isNow(view.storeTimestamp())
                    && late > TICK.plus(injected.pausesSince(from)).toMillis()) {
                throw new AssertionError(body + " is " + late + " ms late, due " + at + ", come " + arrived.get(body)
                        + ", stored " + view.storeTimestamp() + ", pauses were " + injected.pausesSince(from));
            }
        }
    }

    // ------------------------------------------------------------------ listeners

    /** A listener gets messages. */
    void handed(Member member, List<MessageView> views) {
        calls++;
        GroupPlan plan = member.plan;
        for (MessageView view : views) {
            String body = text(view);
            if (!view.topic().equals(sent.get(body))) {
                throw new AssertionError(
                        plan.group() + " was handed '" + body + "' of " + view.topic() + ", which nobody sent");
            }
            if (!plan.wants(view)) {
                throw new AssertionError(plan + " was handed " + body + " with tag " + view.tag());
            }
            if (view.offset() < member.floor(view.queue())) {
                throw new AssertionError(member.node + " was handed " + view.offset() + " of " + view.queue()
                        + ", where the group had committed " + member.floor(view.queue()));
            }
            note(plan.group(), body, "handed", member.node, view);
            checkNotEarly(plan, view, body);
        }
        // Without an order, a call may have messages of several queues.
        byQueue(views).forEach((queue, some) -> queueOf(plan, queue).begin(member, some));
    }

    /** A listener has answered: true for each message that is done. */
    void ended(Member member, List<MessageView> views, List<Boolean> done) {
        GroupPlan plan = member.plan;
        byQueue(views).forEach((queue, some) -> queueOf(plan, queue).end(member, some));
        for (int i = 0; i < views.size(); i++) {
            MessageView view = views.get(i);
            QueueLedger queue = queueOf(plan, view.queue());
            String body = text(view);
            note(plan.group(), body, done.get(i) ? "done" : "failed", member.node, view);
            if (done.get(i)) {
                succeeded(plan, view, body);
                queue.done(view.offset());
            } else {
                retries++;
                Attempt next = new Attempt(plan.group(), body, view.reconsumeTimes() + 1);
                if (plan.ordering() == Ordering.NONE) {
                    // It may have failed before, at another member, too.
                    notBefore.putIfAbsent(
                            next, injected.in(plan.settings().retries().delay(view.attempt())));
                }
                waitingForCopies
                        .computeIfAbsent(next, attempt -> new ArrayList<>())
                        .add(new Unfinished(queue, view.offset()));
            }
        }
    }

    private void succeeded(GroupPlan plan, MessageView view, String body) {
        boolean first =
                succeeded.computeIfAbsent(plan.group(), name -> new HashSet<>()).add(body);
        if (!first) {
            duplicates++;
            if (settled || (gracefulOnly && plan.ordering() == Ordering.NONE)) {
                throw new AssertionError(plan.group() + " consumed " + body + " again, and nothing had gone wrong: "
                        + view + history(plan.group(), body));
            }
        }
    }

    private void checkNotEarly(GroupPlan plan, MessageView view, String body) {
        if (view.reconsumeTimes() > 0) {
            Injected.Moment moment = notBefore.get(new Attempt(plan.group(), body, view.reconsumeTimes()));
            if (moment != null && injected.isBefore(moment)) {
                throw new AssertionError(plan.group() + " was handed " + body + " again before its time, +"
                        + injected.since(moment) + history(plan.group(), body));
            }
        }
    }

    /** A member has died: nothing of it runs any more. */
    void died(Member member) {
        queues.values().forEach(queue -> queue.forget(member));
    }

    // ------------------------------------------------------------------ what reaches the broker

    /** Invariant 4: a commit passes nothing that is not done, here or by a copy. */
    @Override
    public void onCommit(String group, String topic, int queueId, long offset) {
        GroupPlan plan = plans.get(group);
        if (plan == null) {
            return;
        }
        long open = queueOf(plan, new MessageQueue(topic, "b", queueId)).lowestOpen();
        if (open < offset) {
            throw new AssertionError(group + " commits " + offset + " on " + topic + "/" + queueId + ", but " + open
                    + " is not done: " + store.record(topic, queueId, open));
        }
    }

    @Override
    public void onCopy(String group, String body, int reconsumeTimes, boolean isDead) {
        Attempt attempt = new Attempt(group, body, reconsumeTimes);
        note(group, body, isDead ? "dead letter" : "copy", "broker", null);
        waitingForCopies.getOrDefault(attempt, List.of()).forEach(place -> place.queue.done(place.offset));
        if (isDead) {
            dead.computeIfAbsent(group, name -> new HashSet<>()).add(body);
        }
    }

    @Override
    public void onSentBack(String group, long position, boolean isDead) {
        MessageView view = store.at(position);
        GroupPlan plan = plans.get(group);
        if (view != null && plan != null) {
            queueOf(plan, view.queue()).done(view.offset());
            if (isDead) {
                dead.computeIfAbsent(group, name -> new HashSet<>()).add(text(view));
            }
            // Levels are coarser than the delays that were asked for.
            notBefore.put(new Attempt(group, text(view), view.reconsumeTimes() + 1), injected.in(Duration.ZERO));
        }
    }

    /** Invariant 4: what the broker knows to be committed falls only by a crash of the broker. */
    void checkCommitted(String group, String topic, int queueId, long offset) {
        GroupPlan plan = plans.get(group);
        if (plan != null) {
            queueOf(plan, new MessageQueue(topic, "b", queueId)).committed(offset, settled || gracefulOnly);
        }
    }

    // ------------------------------------------------------------------ phases

    /** Nothing ever goes wrong in this world: nothing comes twice. */
    void gracefulOnly() {
        gracefulOnly = true;
    }

    /** From now on nothing goes wrong: nothing comes twice. */
    void settled() {
        settled = true;
    }

    // ------------------------------------------------------------------ looking

    /** Acknowledged messages that a group has not consumed, of those it wants. */
    List<String> missing(GroupPlan plan, Map<String, String> committedTransactions, Map<String, String> tags) {
        Set<String> done = succeeded.getOrDefault(plan.group(), Set.of());
        Set<String> given = dead.getOrDefault(plan.group(), Set.of());
        List<String> missing = new ArrayList<>();
        for (Map<String, String> due : List.of(acknowledged, committedTransactions)) {
            due.forEach((body, topic) -> {
                if (plan.topics().contains(topic)
                        && (plan.tags().isEmpty() || plan.tags().contains(tags.get(body)))
                        && !done.contains(body)
                        && !given.contains(body)) {
                    missing.add(body);
                }
            });
        }
        return missing;
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    long calls() {
        return calls;
    }

    long retries() {
        return retries;
    }

    long duplicates() {
        return duplicates;
    }

    long deadLetters() {
        return dead.values().stream().mapToLong(Set::size).sum();
    }

    private static Map<MessageQueue, List<MessageView>> byQueue(List<MessageView> views) {
        Map<MessageQueue, List<MessageView>> queues = new TreeMap<>();
        views.forEach(view ->
                queues.computeIfAbsent(view.queue(), queue -> new ArrayList<>()).add(view));
        return queues;
    }

    private void note(String group, String body, String what, String member, @Nullable MessageView view) {
        histories
                .computeIfAbsent(new Attempt(group, body, 0), key -> new ArrayList<>())
                .add(new Event(injected.elapsed(), what, member, view));
    }

    /** What became of a message in a group, a line each. */
    String history(String group, String body) {
        StringBuilder text = new StringBuilder();
        histories.getOrDefault(new Attempt(group, body, 0), List.of()).forEach(event -> text.append("\n    ")
                .append(event));
        return text.toString();
    }

    private boolean plansHave(String topic) {
        return plans.values().stream().anyMatch(plan -> plan.topics().contains(topic));
    }

    private QueueLedger queueOf(GroupPlan plan, MessageQueue queue) {
        return queues.computeIfAbsent(
                new GroupQueue(plan.group(), queue.topic(), queue.queueId()),
                key -> new QueueLedger(plan, queue.topic(), queue.queueId(), store));
    }

    static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }

    /** What keeps messages in order: its own sharding key, or being in one queue. */
    static @Nullable String key(MessageView view) {
        return view.propertyOrNull(PropertyNames.SHARDING_KEY);
    }
}
