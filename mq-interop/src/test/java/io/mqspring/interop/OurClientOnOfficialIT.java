package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.admin.GroupDescription;
import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.PullConsumer;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.Message;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.Producer;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.producer.SendException;
import io.mqspring.producer.SendResult;
import io.mqspring.producer.TransactionListener;
import io.mqspring.producer.TransactionProducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** Our client on one official broker of each release. */
@Tag("ci")
class OurClientOnOfficialIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BUSY_PULLS = 4_000;
    private static final Map<OfficialVersion, OfficialCluster> CLUSTERS = new EnumMap<>(OfficialVersion.class);

    @BeforeAll
    static void start() {
        for (OfficialVersion version : OfficialVersion.chosen().toList()) {
            OfficialCluster cluster = OfficialCluster.single(
                    version,
                    "our-client",
                    Map.of(
                            "transactionCheckInterval",
                            "1000",
                            "transactionTimeOut",
                            "1000",
                            "autoCreateTopicEnable",
                            "true",
                            // So that pulls wait for one another, which #busyPulls needs.
                            "pullMessageThreadPoolNums",
                            "1",
                            "enablePropertyFilter",
                            Boolean.toString(version == OfficialVersion.V4_9)));
            CLUSTERS.put(version, cluster);
            cluster.official().awaitTopic("TBW102");
        }
    }

    @AfterAll
    static void stop() {
        CLUSTERS.values().forEach(OfficialCluster::close);
    }

    @EachRelease
    @DisplayName("Our producer on an official broker: synchronous, asynchronous, one-way, batch")
    void sends(OfficialVersion version) {
        Producer producer = client(version).producer();

        SendResult first = producer.send(Message.to("sends")
                .tag("tag")
                .key("k-1")
                .property("user", "u")
                .body(bytes("sync"))
                .build());
        List<CompletableFuture<SendResult>> async = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            async.add(producer.sendAsync(message("sends", "async-" + i)));
        }
        producer.sendOneWay(message("sends", "one-way"));
        producer.sendBatch(List.of(message("sends", "batch-0"), message("sends", "batch-1")));
        producer.send(message("sends", "x".repeat(100_000)));
        async.forEach(CompletableFuture::join);

        OfficialClient official = official(version);
        official.awaitTopic("sends");
        Awaitility.await().atMost(PATIENCE).until(() -> official.dump("sends").size() == 25);
        List<StoredMessage> stored = official.dump("sends");
        assertThat(stored)
                .extracting(StoredMessage::body)
                .contains("sync", "one-way", "batch-0", "batch-1", "async-19", "x".repeat(100_000));
        StoredMessage sync = stored.stream()
                .filter(one -> one.body().equals("sync"))
                .findFirst()
                .orElseThrow();
        assertThat(sync.uniqueId()).isEqualTo(first.messageId());
        assertThat(sync.offset()).isEqualTo(first.offset());
        assertThat(sync.property("TAGS")).isEqualTo("tag");
        assertThat(sync.property("user")).isEqualTo("u");
        assertThat(official.byKey("sends", "k-1")).hasSize(1);
    }

    @EachRelease
    @DisplayName("Our producer on an official broker: delayed by level")
    void delaysByLevel(OfficialVersion version) {
        Received received = new Received();
        try (PushConsumer consumer = consume(
                version,
                "levels",
                "levels-group",
                SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()),
                received)) {
            long sent = System.currentTimeMillis();
            client(version)
                    .producer()
                    .send(Message.to("levels")
                            .property(PropertyNames.DELAY, "2")
                            .body(bytes("in 5 s"))
                            .build());
            received.await(1);
            assertThat(received.messages().get(0).storeTimestamp() - sent).isGreaterThanOrEqualTo(4_900);
            assertThat(consumer.group()).isEqualTo("levels-group");
        }
    }

    @EachRelease
    @DisplayName("Our producer on an official broker: delayed by time, on 4.9 by the next longer level")
    void delaysByTime(OfficialVersion version) {
        Received received = new Received();
        try (PushConsumer consumer = consume(
                version,
                "timed",
                "timed-group",
                SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()),
                received)) {
            long sent = System.currentTimeMillis();
            client(version)
                    .producer()
                    .send(Message.to("timed")
                            .property(PropertyNames.TIMER_DELAY_MS, "3000")
                            .body(bytes("in 3 s"))
                            .build());
            received.await(1);
            long took = received.messages().get(0).storeTimestamp() - sent;
            // Release 5 rounds to seconds, downwards.
            assertThat(took).isGreaterThanOrEqualTo(version == OfficialVersion.V4_9 ? 4_900 : 1_900);
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName("Our producer on an official broker: transactions, with check-back")
    void transactions(OfficialVersion version) {
        Received received = new Received();
        TransactionListener listener = new TransactionListener() {
            @Override
            public TransactionVerdict execute(Message message, String transactionId) {
                String body = new String(message.body(), StandardCharsets.UTF_8);
                return body.equals("commit")
                        ? TransactionVerdict.COMMIT
                        : body.equals("rollback") ? TransactionVerdict.ROLLBACK : TransactionVerdict.UNKNOWN;
            }

            @Override
            public TransactionVerdict check(MessageView message) {
                return Received.body(message).equals("later commit")
                        ? TransactionVerdict.COMMIT
                        : TransactionVerdict.ROLLBACK;
            }
        };
        try (TransactionProducer producer = client(version).transactionProducer("tx-group", listener);
                PushConsumer consumer = consume(
                        version,
                        "tx",
                        "tx-readers",
                        SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()),
                        received)) {
            for (String body : List.of("commit", "rollback", "later commit", "later rollback")) {
                producer.sendInTransaction(message("tx", body));
            }
            received.await(2);
            producer.sendInTransaction(message("tx", "commit"));
            Awaitility.await().atMost(PATIENCE).until(() -> received.messages().size() == 3);
            assertThat(received.bodies()).containsExactlyInAnyOrder("commit", "later commit", "commit");
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName(
            "Our producer on an official broker: lists, cut by size, and queues by sharding key as the official client chooses")
    void ordersAndLists(OfficialVersion version) {
        Producer producer = client(version).producer();
        producer.send(message("ordered", "first"));
        official(version).awaitTopic("ordered");
        List<Message> list = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String key = "order-" + i;
            expected.add(Integer.valueOf(official(version)
                    .run("hash", "ordered", key, "by-hash")
                    .get(0)
                    .split("\t")[3]));
            list.add(Message.to("ordered").orderedBy(key).body(bytes("listed")).build());
            assertThat(producer.send(list.get(i)).queue().queueId()).isEqualTo(expected.get(i));
        }
        assertThat(expected).as("several queues").contains(0, 1, 2, 3);
        assertThat(producer.sendBatch(list))
                .extracting(result -> result.queue().queueId())
                .containsExactlyElementsOf(expected);
        List<Message> large = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            large.add(Message.to("ordered")
                    .key("large-" + i)
                    .body(new byte[1_000_000])
                    .build());
        }
        List<SendResult> results = producer.sendBatch(large);
        assertThat(results).extracting(SendResult::offsetMessageId).doesNotHaveDuplicates();
        for (int i = 0; i < 9; i++) {
            SendResult result = results.get(i);
            String key = "large-" + i;
            // Brokers index a moment later.
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                StoredMessage stored = official(version).byUniqueId("ordered", result.messageId());
                assertThat(stored.offset()).isEqualTo(result.offset());
                assertThat(stored.property("KEYS")).isEqualTo(key);
            });
        }
    }

    @EachRelease
    @DisplayName("Our client and an official one on an official broker: requests and replies, both ways")
    void requestsAndReplies(OfficialVersion version) {
        Producer producer = client(version).producer();
        producer.send(message("asked", "warm-up"));
        producer.send(message("asked-of-us", "warm-up"));
        official(version).awaitTopic("asked");
        official(version).awaitTopic("asked-of-us");
        Tour.listen(official(version), "replier", "asked", "reply=true", "from=last");
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        producer.request(message("asked", "how are you"), Duration.ofSeconds(5))
                                .body())
                .isEqualTo(bytes("re: how are you")));
        official(version).run("leave", "replier");

        try (PushConsumer consumer = client(version)
                .pushConsumer("our-replier")
                .subscribe("asked-of-us", "*", SubscriptionSettings.defaults())
                .listener(messages -> {
                    messages.stream()
                            .filter(request -> request.property(PropertyNames.REPLY_TO_CLIENT)
                                    .isPresent())
                            .forEach(request ->
                                    producer.replyAsync(request, bytes("ours: " + Received.body(request)), Map.of()));
                    return ConsumeResult.success();
                })
                .start()) {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                            official(version).run("request", "asked-of-us", "hello", "5000"))
                    .containsExactly("ours: hello"));
            assertThat(producer.request(message("asked-of-us", "self"), PATIENCE)
                            .body())
                    .isEqualTo(bytes("ours: self"));
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName("Our push consumer on an official broker: tags")
    void tags(OfficialVersion version) {
        Producer producer = client(version).producer();
        for (String tag : List.of("a", "b", "c", "a")) {
            producer.send(Message.to("tags")
                    .tag(tag)
                    .body(bytes(tag + "-" + Math.random()))
                    .build());
        }
        official(version).awaitTopic("tags");
        Received received = new Received();
        try (PushConsumer consumer = client(version)
                .pushConsumer("tags-group")
                .subscribe("tags", "a || c", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(received)
                .start()) {
            received.await(3);
            producer.send(Message.to("tags").tag("b").body(bytes("b-late")).build());
            producer.send(Message.to("tags").tag("c").body(bytes("c-late")).build());
            received.await(4);
            assertThat(received.bodies()).noneMatch(body -> body.startsWith("b"));
            // Offsets go on over what does not match.
            awaitLag(version, "tags-group", 0);
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName(
            "Our push consumer on an official broker: SQL92, and a broker that does not evaluate it is named at start")
    void sql(OfficialVersion version) {
        Producer producer = client(version).producer();
        producer.send(message("sql", "no amount"));
        official(version).awaitTopic("sql");
        PushConsumer.Builder builder = client(version)
                .pushConsumer("sql-group")
                .subscribe(
                        "sql",
                        MessageFilter.sql("amount > 10 AND region = 'EU'"),
                        SubscriptionSettings.defaults()
                                .withStartFrom(StartFrom.earliest())
                                .withRetries(1, List.of(Duration.ofSeconds(1))));
        Received received = new Received();
        if (version == OfficialVersion.V5_5) {
            // The admin tool of 4.9 needs an installation around it; its broker evaluates properties from the start.
            assertThatThrownBy(() -> builder.listener(received).start())
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("enablePropertyFilter=true");
            assertThat(official(version)
                            .run(
                                    "mqadmin",
                                    "updateBrokerConfig",
                                    "-b",
                                    cluster(version).address("broker-a", 0),
                                    "-k",
                                    "enablePropertyFilter",
                                    "-v",
                                    "true"))
                    .asString()
                    .contains("success");
        }
        List<String> attempts = new CopyOnWriteArrayList<>();
        try (PushConsumer consumer = awaitStart(builder.listener(views -> {
            attempts.add(new String(views.get(0).body(), StandardCharsets.UTF_8));
            return attempts.size() == 1 ? ConsumeResult.retry() : ConsumeResult.success();
        }))) {
            for (String amount : List.of("9", "11", "much")) {
                producer.send(Message.to("sql")
                        .property("amount", amount)
                        .property("region", "EU")
                        .body(bytes(amount))
                        .build());
            }
            // Once from the topic, and once again from the retry topic, where properties are not asked for.
            Awaitility.await().atMost(PATIENCE).until(() -> attempts.size() == 2);
            assertThat(attempts).containsExactly("11", "11");
            awaitLag(version, "sql-group", 0);
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    /** The broker needs a moment to take its setting. */
    private static PushConsumer awaitStart(PushConsumer.Builder builder) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(StartRefusedException.class)
                .until(builder::start, started -> true);
    }

    @EachRelease
    @DisplayName(
            "Our push consumer on an official broker: retries after their delays, then the dead-letter topic with reasons")
    void retries(OfficialVersion version) {
        List<String> attempts = new java.util.concurrent.CopyOnWriteArrayList<>();
        List<Long> times = new java.util.concurrent.CopyOnWriteArrayList<>();
        SubscriptionSettings settings = SubscriptionSettings.defaults()
                .withStartFrom(StartFrom.earliest())
                .withRetries(2, List.of(Duration.ofMillis(1_000), Duration.ofMillis(4_000)));
        client(version)
                .producer()
                .send(Message.to("failing")
                        .key("k-9")
                        .property("user", "kept")
                        .body(bytes("bad"))
                        .build());
        official(version).awaitTopic("failing");
        try (PushConsumer consumer = client(version)
                .pushConsumer("failing-group")
                .subscribe("failing", "*", settings)
                .listener(messages -> {
                    attempts.add(messages.get(0).topic() + " " + messages.get(0).attempt());
                    if (attempts.size() == 1) {
                        return ConsumeResult.postponed(Duration.ofSeconds(1));
                    }
                    times.add(System.nanoTime() / 1_000_000);
                    return ConsumeResult.retry(new IllegalStateException("the bank does not answer"));
                })
                .start()) {
            List<MessageView> dead = awaitPulled(version, "%DLQ%failing-group", 1);
            // What is postponed does not count.
            assertThat(attempts).containsExactly("failing 1", "failing 1", "failing 2", "failing 3");
            assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(version == OfficialVersion.V4_9 ? 900 : 0);
            assertThat(times.get(2) - times.get(1))
                    .isGreaterThanOrEqualTo(version == OfficialVersion.V4_9 ? 4_900 : 2_900);
            MessageView view = dead.get(0);
            assertThat(Received.body(view)).isEqualTo("bad");
            assertThat(view.keys()).containsExactly("k-9");
            assertThat(view.property("user")).contains("kept");
            assertThat(view.property(PropertyNames.MQ_DEAD_LETTER_REASON)).contains("attempts-exhausted");
            assertThat(view.property(PropertyNames.MQ_ERROR_CLASS)).contains("java.lang.IllegalStateException");
            assertThat(view.property(PropertyNames.MQ_ERROR_MESSAGE)).contains("the bank does not answer");
            assertThat(view.property(PropertyNames.MQ_ERROR_STACK)).isPresent();
            assertThat(view.property(PropertyNames.MQ_APPLICATION)).contains("interop 1");
            assertThat(view.property(PropertyNames.MQ_ORIGIN_TOPIC)).contains("failing");
            assertThat(view.property(PropertyNames.MQ_ATTEMPTS).orElse("").split(";"))
                    .hasSize(3);
            awaitLag(version, "failing-group", 0);
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName(
            "Our push consumer on an official broker: in order, a queue goes from one member to the next by the broker's lock")
    void ordered(OfficialVersion version) {
        Producer producer = client(version).producer();
        producer.send(message("in-order", "first"));
        official(version).awaitTopic("in-order");
        List<String> first = new CopyOnWriteArrayList<>();
        List<String> second = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> stays = new CompletableFuture<>();
        PushConsumer owner = inOrder(client(version), body -> {
            first.add(body);
            if (body.startsWith("slow")) {
                stays.join();
            }
        });
        try (MqClient other = cluster(version).connect()) {
            for (int i = 0; i < 20; i++) {
                sendTo(producer, i % 4, "early " + i % 4 + " " + i / 4);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> first.size() == 21);
            for (int queue = 0; queue < 4; queue++) {
                sendTo(producer, queue, "slow " + queue);
                sendTo(producer, queue, "next " + queue);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> first.size() == 25);

            // Half of the queues fall to it, and none is free: the calls of their owner run.
            PushConsumer joined = inOrder(other, second::add);
            Awaitility.await().atMost(PATIENCE).until(() -> queuesOf(joined) == 2 && queuesOf(owner) == 2);
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(PATIENCE)
                    .until(() -> second.isEmpty() && first.size() == 25);
            stays.complete(null);
            Awaitility.await().atMost(PATIENCE).until(() -> first.size() + second.size() == 29);
            assertThat(second).hasSize(2).allMatch(body -> body.startsWith("next"));

            // Locks run out after a minute by themselves; given back, they are free at once.
            owner.close();
            long closed = System.nanoTime();
            for (int queue = 0; queue < 4; queue++) {
                sendTo(producer, queue, "last " + queue);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> second.size() == 6);
            assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(50));
            joined.close();
        } finally {
            stays.complete(null);
            owner.close();
        }
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        assertThat(all).doesNotHaveDuplicates();
        for (int queue = 0; queue < 4; queue++) {
            String id = " " + queue;
            assertThat(first.stream().filter(body -> body.startsWith("early" + id)))
                    .isSorted()
                    .hasSize(5);
        }
    }

    @EachRelease
    @DisplayName("Our producer on an official broker: refused because the broker is busy, it waits, and loses nothing")
    void busySends(OfficialVersion version) {
        Producer producer = client(version).producer();
        producer.send(message("busy-sends", "before"));
        official(version).awaitTopic("busy-sends");
        // A pool of buffers that has none: the broker takes no sends (code 2) until it needs no such pool.
        brokerSetting(version, "transientStorePoolEnable", "true");
        List<CompletableFuture<SendResult>> sends = new ArrayList<>();
        try (MqClient impatient = MqClient.connect(
                ClientSettings.defaults()
                        .withProducer(ProducerSettings.defaults().withPatience(Duration.ofMillis(500), 2)),
                cluster(version).nameServers())) {
            assertThatThrownBy(() -> impatient.producer().send(message("busy-sends", "refused")))
                    .isInstanceOfSatisfying(SendException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(SendException.Kind.BUSY))
                    .hasMessageContaining("SYSTEM_BUSY")
                    .hasMessageContaining("Not stored");
            for (int i = 0; i < 100; i++) {
                sends.add(producer.sendAsync(message("busy-sends", "waits-" + i)));
            }
            Awaitility.await().during(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> sends.stream()
                    .noneMatch(CompletableFuture::isDone));
        } finally {
            brokerSetting(version, "transientStorePoolEnable", "false");
        }
        sends.forEach(CompletableFuture::join);

        assertThat(awaitPulled(version, "busy-sends", 101))
                .extracting(Received::body)
                .hasSize(101)
                .doesNotHaveDuplicates()
                .doesNotContain("refused");
    }

    @EachRelease
    @DisplayName(
            "Our push consumer on an official broker: pulls refused because the broker is busy are repeated later, and nothing is lost")
    void busyPulls(OfficialVersion version) {
        MqClient client = client(version);
        client.admin().createTopic("busy-pulls", 16);
        official(version).awaitTopic("busy-pulls");
        List<CompletableFuture<SendResult>> sends = new ArrayList<>();
        for (int i = 0; i < BUSY_PULLS; i++) {
            sends.add(client.producer().sendAsync(message("busy-pulls", "m-" + i)));
        }
        sends.forEach(CompletableFuture::join);
        Received received = new Received();
        // Every 10 ms, whatever waits then is refused (code 2).
        brokerSetting(version, "waitTimeMillsInPullQueue", "-1");
        try (LogLines log = new LogLines();
                PushConsumer consumer = client.pushConsumer("busy-group")
                        .subscribe(
                                "busy-pulls",
                                "*",
                                SubscriptionSettings.defaults()
                                        .withStartFrom(StartFrom.earliest())
                                        .withPullBatch(1))
                        .listener(received)
                        .start()) {
            String refusal = "WARN busy-group: cannot pull from busy-pulls/";
            Awaitility.await().atMost(PATIENCE).until(() -> log.count(refusal) > 0);
            brokerSetting(version, "waitTimeMillsInPullQueue", "5000");
            received.await(BUSY_PULLS);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith(refusal))
                    .allMatch(line -> line.contains("SYSTEM_BUSY"));
            assertThat(received.bodies()).doesNotHaveDuplicates();
            assertThat(consumer.queues()).isNotEmpty();
        } finally {
            brokerSetting(version, "waitTimeMillsInPullQueue", "5000");
        }
    }

    @EachRelease
    @DisplayName("Our push consumer on an official broker: refused messages are dead letters at once, with the reason")
    void rejects(OfficialVersion version) {
        client(version).producer().send(message("refusing", "no json"));
        official(version).awaitTopic("refusing");
        try (PushConsumer consumer = client(version)
                .pushConsumer("refusing-group")
                .subscribe("refusing", "*", SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()))
                .listener(messages -> ConsumeResult.reject("conversion", new IllegalArgumentException("not an order")))
                .start()) {
            MessageView view = awaitPulled(version, "%DLQ%refusing-group", 1).get(0);
            assertThat(view.property(PropertyNames.MQ_DEAD_LETTER_REASON)).contains("conversion");
            assertThat(view.property(PropertyNames.MQ_ERROR_MESSAGE)).contains("not an order");
            assertThat(consumer.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName(
            "Our push consumer on an official broker: begins at the latest, the earliest, a time; goes on where it was")
    void startPositions(OfficialVersion version) {
        Producer producer = client(version).producer();
        producer.send(message("starts", "old"));
        official(version).awaitTopic("starts");
        Instant middle = Instant.ofEpochMilli(System.currentTimeMillis() + 1);
        Awaitility.await().until(() -> Instant.now().isAfter(middle.plusMillis(5)));
        producer.send(message("starts", "new"));
        SubscriptionSettings settings = SubscriptionSettings.defaults();
        Received latest = new Received();
        Received earliest = new Received();
        Received timed = new Received();
        PushConsumer first =
                consume(version, "starts", "starts-latest", settings.withStartFrom(StartFrom.latest()), latest);
        PushConsumer second =
                consume(version, "starts", "starts-earliest", settings.withStartFrom(StartFrom.earliest()), earliest);
        PushConsumer third =
                consume(version, "starts", "starts-timed", settings.withStartFrom(StartFrom.timestamp(middle)), timed);
        producer.send(message("starts", "last"));
        earliest.await(3);
        timed.await(2);
        // Release 4.9 says of a topic that is all in memory that a group has consumed up to 0, as below.
        assertThat(timed.bodies().stream().filter(body -> version == OfficialVersion.V5_5 || !body.equals("old")))
                .containsExactlyInAnyOrder("new", "last");
        // An official broker says that a group has consumed up to 0 on a topic that is all in memory. Ours asks 5.5 not
        // to
        // say so; release 4.9 says it anyway.
        String[] expected =
                version == OfficialVersion.V5_5 ? new String[] {"last"} : new String[] {"old", "new", "last"};
        latest.await(expected.length);
        assertThat(latest.bodies()).containsExactlyInAnyOrder(expected);
        first.close();
        second.close();
        third.close();

        producer.send(message("starts", "while away"));
        Received again = new Received();
        try (PushConsumer fourth =
                consume(version, "starts", "starts-latest", settings.withStartFrom(StartFrom.earliest()), again)) {
            again.await(1);
            assertThat(again.bodies()).containsExactly("while away");
            assertThat(fourth.queues()).isNotEmpty();
        }
    }

    @EachRelease
    @DisplayName("Our pull consumer on an official broker: reads, holds, commits")
    void pulls(OfficialVersion version) {
        Producer producer = client(version).producer();
        for (int i = 0; i < 10; i++) {
            producer.send(message("pulls", "p-" + i));
        }
        official(version).awaitTopic("pulls");
        assertThat(awaitPulled(version, "pulls", 10)).hasSize(10);
        try (PullConsumer consumer = client(version).pullConsumer("pulls-group")) {
            MessageQueue queue = consumer.queues("pulls").get(0);
            long end = consumer.maxOffset(queue);
            assertThat(consumer.committed(queue)).isIn(OptionalLong.empty(), OptionalLong.of(0));
            consumer.commit(queue, end);
            assertThat(consumer.committed(queue)).hasValue(end);
            assertThat(consumer.pull(queue, "*", end, 10, Duration.ofMillis(200))
                            .messages())
                    .isEmpty();
            assertThat(consumer.minOffset(queue)).isZero();
        }
    }

    @EachRelease
    @DisplayName("Our admin on an official broker: topics, groups, members, offsets and lag")
    void admin(OfficialVersion version) {
        Producer producer = client(version).producer();
        producer.send(message("seen", "1"));
        official(version).awaitTopic("seen");
        Received received = new Received();
        try (PushConsumer consumer = consume(
                version,
                "seen",
                "seen-group",
                SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest()),
                received)) {
            received.await(1);
            awaitLag(version, "seen-group", 0);
            consumer.pause("seen");
            producer.send(message("seen", "2"));
            GroupDescription group = awaitLag(version, "seen-group", 1);
            assertThat(group.members()).hasSize(1);
            assertThat(group.members().get(0).clientId())
                    .isEqualTo(client(version).clientId());
            assertThat(group.topics().get(0).queues()).allSatisfy(queue -> assertThat(queue.owner())
                    .contains(client(version).clientId()));
            assertThat(client(version).admin().groups())
                    .anyMatch(summary -> summary.group().equals("seen-group"));
            assertThat(client(version).admin().topics()).contains("seen");
            assertThat(official(version).run("offsets", "seen-group")).isNotEmpty();
        }
    }

    private static void brokerSetting(OfficialVersion version, String name, String value) {
        String broker = cluster(version).address("broker-a", 0);
        assertThat(official(version).run("mqadmin", "updateBrokerConfig", "-b", broker, "-k", name, "-v", value))
                .asString()
                .contains("success");
    }

    private static PushConsumer inOrder(MqClient client, Consumer<String> listener) {
        return client.pushConsumer("in-order-group")
                .subscribe(
                        "in-order",
                        "*",
                        SubscriptionSettings.defaults()
                                .withStartFrom(StartFrom.earliest())
                                .withOrdering(Ordering.QUEUE))
                .listener(views -> {
                    views.forEach(view -> listener.accept(Received.body(view)));
                    return ConsumeResult.success();
                })
                .start();
    }

    private static void sendTo(Producer producer, int queueId, String body) {
        producer.send(message("in-order", body), (message, queues) -> queues.stream()
                .filter(queue -> queue.queueId() == queueId)
                .findFirst()
                .orElseThrow());
    }

    private static long queuesOf(PushConsumer consumer) {
        return consumer.queues().stream()
                .filter(one -> one.queue().topic().equals("in-order"))
                .count();
    }

    private static GroupDescription awaitLag(OfficialVersion version, String group, long lag) {
        Awaitility.await("lag " + lag + " of " + group).atMost(PATIENCE).until(() -> client(version)
                .admin()
                .describe(group)
                .map(GroupDescription::lag)
                .equals(java.util.Optional.of(OptionalLong.of(lag))));
        return client(version).admin().describe(group).orElseThrow();
    }

    private static PushConsumer consume(
            OfficialVersion version, String topic, String group, SubscriptionSettings settings, Received received) {
        return client(version)
                .pushConsumer(group)
                .subscribe(topic, "*", settings)
                .listener(received)
                .start();
    }

    /** All messages of a topic, once there are so many. */
    private static List<MessageView> awaitPulled(OfficialVersion version, String topic, int count) {
        List<MessageView> found = new ArrayList<>();
        try (PullConsumer consumer = client(version).pullConsumer("readers")) {
            Awaitility.await(count + " messages of " + topic)
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> {
                        found.clear();
                        for (MessageQueue queue : consumer.queues(topic)) {
                            long next = consumer.minOffset(queue);
                            while (next < consumer.maxOffset(queue)) {
                                PullConsumer.Batch batch = consumer.pull(queue, "*", next, 32);
                                found.addAll(batch.messages());
                                next = batch.nextOffset();
                            }
                        }
                        return found.size() >= count;
                    });
        }
        return found;
    }

    private static MqClient client(OfficialVersion version) {
        return cluster(version).ours();
    }

    private static OfficialClient official(OfficialVersion version) {
        return cluster(version).official();
    }

    private static OfficialCluster cluster(OfficialVersion version) {
        return java.util.Objects.requireNonNull(CLUSTERS.get(version));
    }

    private static Message message(String topic, String body) {
        return Message.to(topic).body(bytes(body)).build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
