package io.mqspring.test.runtime;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.QueueProgress;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.SendResult;
import io.mqspring.producer.TransactionProducer;
import io.mqspring.test.simulation.SimulatedBackend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A run in which everything goes wrong that may: the broker's and the clients' deaths, cut and bad networks, slow disks,
 * pauses, clocks that jump, failing listeners, members that come and go; then peace, in which all must end well. Confined to
 * the thread of the test.
 *
 * <p>The invariants of the whole, and where they are held:
 *
 * <ol>
 *   <li>what was acknowledged is there after each crash: {@link Ledger#checkPromises}
 *   <li>queue entries lead to whole records, in order: {@link StoreWatch}, after each task
 *   <li>order, and repetition only from the committed offset on: {@link Ledger#handed}, at each call of a listener
 *   <li>no commit passes what is not done: {@link Ledger#onCommit}, at each commit that reaches the broker
 *   <li>one owner of a queue: {@link QueueLedger} at each call where there is an order, {@link #checkOwners} where there is
 *       peace
 *   <li>nothing delayed comes early, or later than the pauses explain: {@link Ledger#stored}, after each task
 *   <li>no half message is seen, and a verdict is applied once: {@link Ledger#stored}, after each task
 *   <li>all drains in peace, and nothing is left over: {@link #drain}, {@link #checkSettled}
 *   <li>each acknowledged message reaches each group: {@link #drain}
 * </ol>
 */
final class Turmoil {

    /** Lists and sorted maps: sets of the JDK iterate differently in each process. */
    private static final Map<String, List<String>> GROUPS = new TreeMap<>(Map.of(
            "audit", List.of("orders"), "billing", List.of("orders", "payments"), "shipping", List.of("orders")));

    private static final Map<String, Integer> TOPICS = new TreeMap<>(Map.of("orders", 3, "payments", 2));
    private static final String TELLERS = "tellers";
    private static final Duration PEACE = Duration.ofMinutes(20);
    private static final Duration SETTLED = Duration.ofMinutes(3);
    private static final int AFTERWARDS = 30;
    private static final int MAX_MEMBERS = 7;
    private static final int KEYS = 7;

    /** What may happen. */
    enum Kind {
        /** Everything. */
        EVERYTHING,
        /** Members come and go in good order, and listeners fail: nothing is consumed twice. */
        GRACEFUL
    }

    private final SimulatedBackend backend;
    private final Kind kind;
    private final Sabotage sabotage;
    private final RuntimeWorld world;
    private final Map<String, GroupPlan> plans = new TreeMap<>();
    private final Injected injected;
    private final StoreWatch store;
    private final Bank bank;
    private final Ledger ledger;
    private final Trouble trouble;
    private final RandomGenerator random;
    private final List<Member> members = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final Map<String, String> transactions = new HashMap<>();
    private final Map<String, String> tags = new HashMap<>();
    private MqClient producer;
    private TransactionProducer teller;
    private int producers;
    private int nodes;
    private int messages;
    private Duration brokerBack = Duration.ZERO;

    Turmoil(SimulatedBackend backend, Kind kind) {
        this(backend, kind, Sabotage.NONE);
    }

    /**
     * @param sabotage a bug that is to be found
     */
    Turmoil(SimulatedBackend backend, Kind kind, Sabotage sabotage) {
        this.backend = backend;
        this.kind = kind;
        this.sabotage = sabotage;
        this.world = new RuntimeWorld(backend, sabotage.disk());
        this.random = world.random;
        this.bank = new Bank(backend.newRandom());
        this.injected = new Injected(world.brokerNode().time());
        this.store = new StoreWatch(world.disk, RuntimeWorld.SEGMENT, this::stored);
        this.ledger = new Ledger(injected, store, plans, this::verdict);
        this.trouble = new Trouble(world, injected, this::tell);
        GROUPS.forEach((group, topics) -> plans.put(group, GroupPlan.random(group, topics, random)));
        plans.values().forEach(plan -> tell(plan.toString()));
        if (kind == Kind.GRACEFUL) {
            ledger.gracefulOnly();
        }
        startBroker();
        TOPICS.forEach(world.broker()::createTopic);
        this.producer = newProducer();
        this.teller = newTeller();
        GROUPS.keySet().forEach(this::join);
        backend.afterEachStep(this::look);
    }

    /** Lives through trouble for so long, makes peace, and checks that nothing is lost, kept or left over. */
    void run(Duration span) {
        try {
            bank.silent(0.2);
            Duration end = backend.elapsed().plus(span);
            while (backend.elapsed().compareTo(end) < 0) {
                step();
            }
            makePeace();
            drain();
            goOn();
            checkSettled();
            leave();
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(failed.getMessage() + "\n  story: " + story, failed);
        }
    }

    /** What was seen, for whoever counts. */
    Ledger ledger() {
        return ledger;
    }

    private void step() {
        for (int i = random.nextInt(6); i > 0; i--) {
            send();
        }
        if (random.nextInt(3) == 0) {
            if (kind == Kind.GRACEFUL) {
                comeOrGo();
            } else {
                makeTrouble();
            }
        }
        if (!world.brokerIsUp() && backend.elapsed().compareTo(brokerBack) >= 0) {
            startBroker();
        }
        trouble.healIfTime();
        backend.advance(Duration.ofMillis(10 + random.nextInt(600)));
        checkOffsets();
    }

    private void send() {
        String topic = random.nextInt(3) == 0 ? "payments" : "orders";
        String body = "m" + messages++;
        String tag = GroupPlan.TAGS.get(random.nextInt(GroupPlan.TAGS.size()));
        Message.Builder message = Message.to(topic).tag(tag).body(body.getBytes(StandardCharsets.UTF_8));
        tags.put(body, tag);
        ledger.sent(topic, body);
        switch (random.nextInt(10)) {
            case 0 -> {
                transactions.put(body, topic);
                teller.sendInTransactionAsync(message.build(), bank);
                return;
            }
            case 1 -> {
                long at = world.brokerNode().time().wallMillis() + random.nextInt(20_000);
                ledger.due(body, at);
                message.property(PropertyNames.TIMER_DELIVER_MS, Long.toString(at));
            }
            case 2, 3, 4 -> {
                // Without a key.
            }
            default -> message.orderedBy("k" + random.nextInt(KEYS));
        }
        producer.producer().sendAsync(message.build()).whenComplete((result, failure) -> {
            if (result != null && result.status() == SendResult.Status.STORED) {
                ledger.acknowledged(topic, body, result.queue(), result.offset());
            }
        });
    }

    private void makeTrouble() {
        switch (random.nextInt(16)) {
            case 0 -> stopBroker();
            case 1 -> crashMember();
            case 2, 3, 4 -> comeOrGo();
            case 5 -> anyNode(false).ifPresent(trouble::cut);
            case 6 -> {
                tell("producer crash");
                backend.node(producerNode()).crash();
                producer = newProducer();
                teller = newTeller();
            }
            case 7 -> trouble.slowDisk();
            case 8 -> anyNode(true).ifPresent(trouble::pause);
            case 9 -> anyNode(true).ifPresent(trouble::jumpClock);
            default -> trouble.badNetwork();
        }
    }

    private void comeOrGo() {
        if (random.nextInt(3) == 0) {
            leaveMember();
        } else {
            joinIfFew(List.copyOf(GROUPS.keySet()).get(random.nextInt(GROUPS.size())));
        }
    }

    private Optional<String> anyNode(boolean orBroker) {
        List<String> names = new ArrayList<>();
        members.forEach(member -> names.add(member.node));
        names.add(producerNode());
        if (orBroker && world.brokerIsUp()) {
            names.add(RuntimeWorld.BROKER);
        }
        return Optional.of(names.get(random.nextInt(names.size())));
    }

    private void stopBroker() {
        if (!world.brokerIsUp()) {
            return;
        }
        boolean power = random.nextBoolean();
        tell(power ? "power loss" : "kill");
        if (power) {
            world.losePower();
        } else {
            world.killBroker();
        }
        injected.brokerDied();
        ledger.brokerDied();
        brokerBack = backend.elapsed().plusMillis(random.nextInt(8_000));
    }

    private void startBroker() {
        tell("broker up");
        sabotage.beforeStart(world.disk);
        world.startBroker(handler -> new Witness(sabotage.door(handler), ledger));
        injected.brokerBack();
        store.forget();
        look();
        ledger.checkPromises();
    }

    private void crashMember() {
        if (!members.isEmpty()) {
            Member gone = members.remove(random.nextInt(members.size()));
            tell(gone.node + " crashes");
            backend.node(gone.node).crash();
            ledger.died(gone);
        }
    }

    private void leaveMember() {
        if (!members.isEmpty()) {
            Member gone = members.remove(random.nextInt(members.size()));
            tell(gone.node + " leaves");
            gone.client.shutdown();
        }
    }

    private void joinIfFew(String group) {
        if (members.size() < MAX_MEMBERS) {
            join(group);
        }
    }

    private void join(String group) {
        String node = group + "-" + nodes++;
        tell(node + " joins");
        GroupPlan plan = plans.get(group);
        if (plan == null) {
            throw new IllegalArgumentException("no group " + group);
        }
        members.add(new Member(world, ledger, node, plan, sabotage));
    }

    private void makePeace() {
        tell("peace");
        trouble.heal();
        bank.silent(0);
        if (!world.brokerIsUp()) {
            startBroker();
        }
        for (String group : GROUPS.keySet()) {
            if (members.stream().noneMatch(member -> member.plan.group().equals(group))) {
                join(group);
            }
        }
        members.forEach(Member::succeed);
    }

    private void drain() {
        Duration limit = backend.elapsed().plus(PEACE);
        while (!isDrained()) {
            if (backend.elapsed().compareTo(limit) > 0) {
                throw new AssertionError("not drained after " + PEACE + ": " + leftOver());
            }
            backend.advance(Duration.ofSeconds(1));
            checkOffsets();
        }
        backend.advance(SETTLED);
        checkOffsets();
    }

    /** Life goes on in good order. */
    private void goOn() {
        ledger.settled();
        for (int i = 0; i < AFTERWARDS; i++) {
            send();
            backend.advance(Duration.ofMillis(random.nextInt(500)));
            checkOffsets();
            checkOwners();
        }
        drain();
    }

    private boolean isDrained() {
        return world.broker().stats().openTransactions() == 0
                && plans.values().stream().allMatch(plan -> missing(plan).isEmpty())
                && members.stream()
                        .flatMap(member -> member.consumer.queues().stream())
                        .allMatch(queue -> queue.cachedMessages() == 0 && queue.inFlight() == 0);
    }

    private List<String> missing(GroupPlan plan) {
        Map<String, String> committed = new TreeMap<>();
        transactions.forEach((body, topic) -> {
            if (verdict(body) == TransactionVerdict.COMMIT) {
                committed.put(body, topic);
            }
        });
        return ledger.missing(plan, committed, tags);
    }

    private @Nullable TransactionVerdict verdict(String body) {
        return transactions.containsKey(body) ? bank.decided().getOrDefault(body, TransactionVerdict.UNKNOWN) : null;
    }

    private String leftOver() {
        StringBuilder text = new StringBuilder(world.broker().stats().openTransactions() + " open transactions; ");
        for (GroupPlan plan : plans.values()) {
            List<String> missing = missing(plan);
            text.append(plan.group()).append(" misses ").append(missing).append("; ");
            missing.stream().limit(1).forEach(body -> text.append(ledger.history(plan.group(), body)));
        }
        members.forEach(
                member -> text.append("\n    ").append(member.node).append(' ').append(member.consumer.queues()));
        return text.toString();
    }

    private void checkOwners() {
        plans.values().forEach(plan -> {
            List<MessageQueue> owned = new ArrayList<>();
            for (Member member : members) {
                if (member.plan == plan) {
                    member.consumer.queues().forEach(progress -> owned.add(progress.queue()));
                }
            }
            Set<MessageQueue> distinct = new TreeSet<>(owned);
            verify(distinct.size() == owned.size(), plan + ": a queue has two owners: " + owned);
            Set<MessageQueue> expected = new HashSet<>();
            plan.topics().forEach(topic -> {
                for (int queue = 0; queue < TOPICS.getOrDefault(topic, 0); queue++) {
                    expected.add(new MessageQueue(topic, RuntimeWorld.BROKER_NAME, queue));
                }
            });
            verify(distinct.containsAll(expected), plan + ": queues without an owner, owned are " + owned);
        });
    }

    private void checkSettled() {
        checkOwners();
        for (Member member : members) {
            member.consumer.queues().forEach(progress -> checkFinished(member, progress));
        }
        for (GroupPlan plan : plans.values()) {
            verify(
                    plan.ordering() == Ordering.NONE || store.record(TopicNames.retryTopic(plan.group()), 0, 0) == null,
                    plan + " has retried out of order");
        }
        verify(
                ledger.acknowledgedCount() > AFTERWARDS / 2 && ledger.calls() > AFTERWARDS,
                "nothing happened: " + ledger.acknowledgedCount() + " acknowledged, " + ledger.calls() + " handed out");
        verify(world.sweepRescues() == 0, "the sweep answered " + world.sweepRescues() + " pulls");
        world.network.assertNoOpenLeases();
    }

    private void checkFinished(Member member, QueueProgress progress) {
        verify(progress.cachedMessages() == 0 && progress.cachedBytes() == 0, member.node + " keeps " + progress);
        verify(
                progress.committedOffset() == progress.consumedOffset(),
                member.node + " has not committed what it has consumed: " + progress);
        MessageQueue queue = progress.queue();
        long known = world.committed(member.plan.group(), queue.topic(), queue.queueId())
                .orElse(0);
        verify(
                known == progress.consumedOffset(),
                "the broker knows " + known + " for " + progress + " of " + member.node);
    }

    /** All leave in good order, and the broker after them. */
    private void leave() {
        members.forEach(member -> world.await(member.client.shutdown()));
        world.await(producer.shutdown());
        world.network.assertNoOpenLeases();
        world.broker().close();
    }

    private void checkOffsets() {
        if (!world.brokerIsUp()) {
            return;
        }
        GROUPS.forEach((group, topics) -> {
            topics.forEach(topic -> {
                for (int queue = 0; queue < TOPICS.getOrDefault(topic, 0); queue++) {
                    check(group, topic, queue);
                }
            });
            check(group, TopicNames.retryTopic(group), 0);
        });
    }

    private void check(String group, String topic, int queue) {
        world.committed(group, topic, queue).ifPresent(offset -> ledger.checkCommitted(group, topic, queue, offset));
    }

    private MqClient newProducer() {
        producers++;
        return world.remoteClient(producerNode(), RuntimeWorld.clientSettings());
    }

    private TransactionProducer newTeller() {
        return producer.transactionProducer(TELLERS, bank);
    }

    private String producerNode() {
        return "producer-" + producers;
    }

    private void look() {
        if (world.brokerIsUp()) {
            store.look();
        }
    }

    private void stored(MessageView view, long half) {
        ledger.stored(view, half);
    }

    private void tell(String event) {
        story.add("+" + backend.elapsed().toMillis() + " " + event);
    }

    private static void verify(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
