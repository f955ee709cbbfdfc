package io.mqspring.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.MemoryStore;
import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.SysFlags;
import io.mqspring.message.TopicNames;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ListeningPeer;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.security.Principal;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.ReadResult;
import io.mqspring.store.RecordFilter;
import io.mqspring.transport.RequestContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionCoordinatorTests {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration RETENTION = Duration.ofHours(2);
    private static final int MAX_CHECKS = 3;

    private final ManualBackend backend = new ManualBackend();
    private final MemoryStore store = new MemoryStore(backend.time());
    private final ListeningPeer producer = new ListeningPeer();
    private final List<String> outcomes = new ArrayList<>();
    private final Map<String, Integer> topics = new LinkedHashMap<>();
    private ConsumerOffsets offsets = new ConsumerOffsets();
    private SerialExecutor executor = backend.thread("broker");
    private ProducerGroups producers = new ProducerGroups(executor, backend.time(), Duration.ofDays(9));
    private TransactionCoordinator coordinator = coordinator();

    private TransactionCoordinator coordinator() {
        return new TransactionCoordinator(
                store,
                executor,
                backend.time(),
                HostAddress.LOCAL,
                "b",
                new TransactionRules(Duration.ofSeconds(6), INTERVAL, MAX_CHECKS, RETENTION),
                offsets,
                producers,
                topics::put);
    }

    @BeforeEach
    void start() {
        executor = backend.thread("broker");
        producers = new ProducerGroups(executor, backend.time(), Duration.ofDays(9));
        coordinator = coordinator();
        coordinator.start();
        backend.settle();
    }

    /** The process ends at once; its committed offsets are as old as the test says. */
    private void crash() {
        coordinator.close();
        executor.close();
        backend.settle();
        store.forgetCallbacks(false);
    }

    private void appear() {
        producers.heartbeat(new RequestContext(producer, 513, "JAVA", Principal.TRUSTED, false), "c", List.of("pg"));
        backend.settle();
    }

    private HalfMessage prepare(String body, Map<String, String> more) {
        return prepare(body, more, Duration.ZERO);
    }

    /**
     * @param ahead by how much the producer's clock is ahead of the broker's
     */
    private HalfMessage prepare(String body, Map<String, String> more, Duration ahead) {
        Map<String, String> properties = new LinkedHashMap<>(
                Map.of(PropertyNames.TRAN_MSG, "true", PropertyNames.TAGS, "t", PropertyNames.UNIQ_KEY, "id-" + body));
        properties.putAll(more);
        long now = backend.time().wallMillis() + ahead.toMillis();
        RecordContent content = RecordContent.of(
                TopicNames.HALF_TOPIC,
                0,
                5,
                SysFlags.COMPRESSED,
                now,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                MessageProperties.encode(HalfMessage.prepare(properties, "orders", 2, "id-" + body, "pg"))
                        .getBytes(StandardCharsets.UTF_8),
                RecordContent.tagsCode("t"));
        store.append(content, true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                // Nobody waits.
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                throw new AssertionError(refusal);
            }
        });
        return half(store.maxOffset(TopicNames.HALF_TOPIC, 0) - 1);
    }

    private HalfMessage prepare(String body) {
        return prepare(body, Map.of());
    }

    private HalfMessage half(long offset) {
        return HalfMessage.of(views(TopicNames.HALF_TOPIC, 0).get((int) offset)).orElseThrow();
    }

    private List<MessageView> views(String topic, int queueId) {
        ReadResult result = store.read(topic, queueId, 0, 100_000, Integer.MAX_VALUE, RecordFilter.ALL);
        return result.batch().toViews("b");
    }

    private List<String> bodies(String topic, int queueId) {
        return views(topic, queueId).stream()
                .map(view -> new String(view.storedBody(), StandardCharsets.UTF_8))
                .toList();
    }

    private void settle(HalfMessage half, TransactionVerdict verdict) {
        coordinator.settle(half, verdict, new SettleCallback() {
            @Override
            public void onSettled() {
                outcomes.add("settled");
            }

            @Override
            public void onSettledBefore() {
                outcomes.add("before");
            }

            @Override
            public void onNoTopic() {
                outcomes.add("no topic");
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                outcomes.add(refusal.toString());
            }
        });
        backend.settle();
    }

    private List<CheckTransactionRequest> asked() {
        return producer.told().stream().map(CheckTransactionRequest.class::cast).toList();
    }

    @Test
    void aCommitIsACopyInTheRealTopicInTheOfficialForm() {
        prepare("other");
        HalfMessage half = prepare("one");
        settle(half, TransactionVerdict.COMMIT);

        assertThat(outcomes).containsExactly("settled");
        assertThat(topics).containsEntry("orders", 3);
        MessageView committed = views("orders", 2).get(0);
        assertThat(committed.storedBody()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
        assertThat(committed.sysFlag()).isEqualTo(SysFlags.COMPRESSED | SysFlags.TRANSACTION_COMMIT);
        assertThat(committed.flag()).isEqualTo(5);
        assertThat(committed.tag()).contains("t");
        assertThat(committed.properties())
                .doesNotContainKeys(PropertyNames.REAL_TOPIC, PropertyNames.REAL_QID)
                .containsEntry(PropertyNames.TRAN_MSG, "true")
                .containsEntry(PropertyNames.PGROUP, "pg")
                .containsEntry(PropertyNames.TRANSACTION_ID, "id-one");
        ReadResult raw = store.read("orders", 2, 0, 1, 1000, RecordFilter.ALL);
        assertThat(RecordFormat.preparedTransactionOffset(raw.batch().slices().get(0), 0))
                .isEqualTo(half.physicalOffset());
        assertThat(bodies(TopicNames.OP_TOPIC, 0)).containsExactly("1,");
        assertThat(views(TopicNames.OP_TOPIC, 0).get(0).tag()).contains("d");
    }

    @Test
    void aRollbackIsAnOpRecordOnly() {
        settle(prepare("one"), TransactionVerdict.ROLLBACK);
        assertThat(outcomes).containsExactly("settled");
        assertThat(views("orders", 2)).isEmpty();
        assertThat(bodies(TopicNames.OP_TOPIC, 0)).containsExactly("0,");
        appear();
        backend.advance(INTERVAL.multipliedBy(3));
        assertThat(asked()).isEmpty();
    }

    @Test
    void theFirstVerdictHolds() {
        HalfMessage half = prepare("one");
        settle(half, TransactionVerdict.COMMIT);
        settle(half, TransactionVerdict.COMMIT);
        settle(half, TransactionVerdict.ROLLBACK);
        HalfMessage other = prepare("two");
        settle(other, TransactionVerdict.ROLLBACK);
        settle(other, TransactionVerdict.COMMIT);
        assertThat(outcomes).containsExactly("settled", "before", "before", "settled", "before");
        assertThat(bodies("orders", 2)).containsExactly("one");
    }

    @Test
    void aVerdictWhileAnotherIsOnItsWayChangesNothing() {
        HalfMessage half = prepare("one");
        store.forgetCallbacks(true);
        settle(half, TransactionVerdict.COMMIT);
        settle(half, TransactionVerdict.ROLLBACK);
        assertThat(outcomes).containsExactly("before");
        assertThat(bodies("orders", 2)).containsExactly("one");
    }

    @Test
    void asksAfterTheTimeoutAndTakesTheAnswer() {
        appear();
        backend.advance(Duration.ofSeconds(26));
        HalfMessage young = prepare("one");
        settle(young, TransactionVerdict.UNKNOWN);
        backend.advance(Duration.ofSeconds(5));
        assertThat(asked()).as("4 seconds old").isEmpty();
        backend.advance(INTERVAL);

        CheckTransactionRequest question = asked().get(0);
        assertThat(question.halfOffset()).isEqualTo(1);
        assertThat(question.messageId()).isEqualTo("id-one");
        assertThat(question.transactionId()).isEqualTo("id-one");
        assertThat(question.topic()).isEqualTo(TopicNames.HALF_TOPIC);
        assertThat(question.brokerName()).isEqualTo("b");
        MessageView shown = MessageView.of(question.message().array(), "b");
        assertThat(shown.topic()).isEqualTo("orders");
        assertThat(shown.queue().queueId()).isEqualTo(2);
        assertThat(shown.offset()).isEqualTo(1);
        assertThat(shown.physicalOffset()).isEqualTo(question.physicalOffset());
        assertThat(shown.property(PropertyNames.TRANSACTION_CHECK_TIMES)).contains("1");

        HalfMessage copy = half(1);
        assertThat(copy.physicalOffset()).isEqualTo(question.physicalOffset());
        assertThat(copy.checks()).isEqualTo(1);
        assertThat(copy.first()).isZero();
        settle(copy, TransactionVerdict.COMMIT);
        assertThat(bodies("orders", 2)).containsExactly("one");
        backend.advance(INTERVAL.multipliedBy(4));
        assertThat(asked()).hasSize(1);
    }

    @Test
    void aProducerWhoseClockIsAheadIsAskedAsOftenAsAnyOther() {
        appear();
        prepare("one", Map.of(), Duration.ofDays(1));
        backend.advance(INTERVAL.multipliedBy(4));
        assertThat(asked()).hasSizeGreaterThan(2);
    }

    @Test
    void aVerdictOnAnyCopyEndsTheTransactionOnce() {
        appear();
        HalfMessage first = prepare("one");
        backend.advance(INTERVAL.multipliedBy(2).plusSeconds(1));
        assertThat(asked()).hasSize(2);
        settle(half(1), TransactionVerdict.COMMIT);
        settle(half(2), TransactionVerdict.COMMIT);
        settle(first, TransactionVerdict.COMMIT);
        assertThat(outcomes).containsExactly("settled", "before", "before");
        backend.advance(INTERVAL.multipliedBy(4));
        assertThat(asked()).hasSize(2);
        assertThat(bodies("orders", 2)).containsExactly("one");
    }

    @Test
    void isGivenUpAfterTheLastCheck() {
        appear();
        HalfMessage first = prepare("one");
        backend.advance(INTERVAL.multipliedBy(10));
        assertThat(asked()).hasSize(MAX_CHECKS);
        MessageView parked = views(TopicNames.UNSETTLED_TOPIC, 0).get(0);
        assertThat(views(TopicNames.UNSETTLED_TOPIC, 0)).hasSize(1);
        assertThat(parked.property(PropertyNames.REAL_TOPIC)).contains("orders");
        assertThat(parked.property(PropertyNames.TRANSACTION_CHECK_TIMES)).contains("3");
        settle(first, TransactionVerdict.COMMIT);
        assertThat(outcomes).containsExactly("before");
        assertThat(views("orders", 2)).isEmpty();
    }

    @Test
    void waitsUncountedWhileThereIsNobodyToAsk() {
        prepare("one");
        backend.advance(INTERVAL.multipliedBy(20));
        assertThat(store.maxOffset(TopicNames.HALF_TOPIC, 0)).isEqualTo(1);
        appear();
        backend.advance(INTERVAL);
        assertThat(asked()).hasSize(1);
        assertThat(half(1).checks()).isEqualTo(1);
    }

    @Test
    void isNotAskedAboutInTheTimeThatItAsksFor() {
        appear();
        prepare("patient", Map.of(PropertyNames.CHECK_IMMUNITY_TIME_IN_SECONDS, "100"));
        prepare("hasty", Map.of(PropertyNames.CHECK_IMMUNITY_TIME_IN_SECONDS, "1"));
        prepare("odd", Map.of(PropertyNames.CHECK_IMMUNITY_TIME_IN_SECONDS, "soon"));
        backend.advance(Duration.ofSeconds(91));
        assertThat(asked()).extracting(CheckTransactionRequest::messageId).containsOnly("id-hasty", "id-odd");
        backend.advance(Duration.ofSeconds(30));
        assertThat(asked()).extracting(CheckTransactionRequest::messageId).contains("id-patient");
        assertThat(half(0).isPastItsImmunity(backend.time().wallMillis(), 6000)).isTrue();
        assertThat(half(2).isPastItsImmunity(backend.time().wallMillis(), 6000)).isFalse();
    }

    @Test
    void isWrittenAgainBeforeRetentionTakesIt() {
        prepare("one");
        backend.advance(RETENTION.dividedBy(2).plus(INTERVAL));
        assertThat(store.maxOffset(TopicNames.HALF_TOPIC, 0)).isEqualTo(2);
        assertThat(half(1).checks()).as("counts, so that it ends one day").isEqualTo(1);
        backend.advance(RETENTION.multipliedBy(3));
        assertThat(bodies(TopicNames.UNSETTLED_TOPIC, 0)).containsExactly("one");
    }

    @Test
    void aFullDiskLeavesTheTransactionOpen() {
        appear();
        HalfMessage half = prepare("one");
        store.refuse(AppendRefusal.DISK_FULL);
        settle(half, TransactionVerdict.COMMIT);
        assertThat(outcomes).containsExactly("DISK_FULL");
        backend.advance(INTERVAL.multipliedBy(3));
        assertThat(asked()).isEmpty();
        store.refuse(null);
        backend.advance(INTERVAL);
        assertThat(asked()).hasSize(1);
        settle(half(1), TransactionVerdict.COMMIT);
        assertThat(bodies("orders", 2)).containsExactly("one");
    }

    @Test
    void anOpThatFindsNoRoomIsWrittenLater() {
        HalfMessage half = prepare("one");
        store.refuse(AppendRefusal.DISK_FULL);
        settle(half, TransactionVerdict.ROLLBACK);
        assertThat(outcomes).isEmpty();
        store.refuse(null);
        backend.advance(Duration.ofSeconds(1));
        assertThat(outcomes).containsExactly("settled");
        assertThat(bodies(TopicNames.OP_TOPIC, 0)).containsExactly("0,");
    }

    @Test
    void aStartFindsWhatIsOpenWithoutAnyOffsets() {
        HalfMessage open = prepare("open");
        settle(prepare("committed"), TransactionVerdict.COMMIT);
        settle(prepare("rolled back"), TransactionVerdict.ROLLBACK);
        crash();
        offsets = new ConsumerOffsets();
        start();
        appear();
        backend.advance(INTERVAL);
        assertThat(asked()).extracting(CheckTransactionRequest::messageId).containsExactly("id-open");
        settle(open, TransactionVerdict.COMMIT);
        assertThat(bodies("orders", 2)).containsExactly("committed", "open");
    }

    @Test
    void progressIsCommittedAsAnOfficialBrokerDoes() {
        settle(prepare("one"), TransactionVerdict.COMMIT);
        HalfMessage two = prepare("two");
        settle(prepare("three"), TransactionVerdict.COMMIT);
        backend.advance(Duration.ofSeconds(5));
        assertThat(coordinator.open()).isEqualTo(1);
        assertThat(progress()).containsExactly(1, 1);
        settle(two, TransactionVerdict.ROLLBACK);
        backend.advance(Duration.ofSeconds(5));
        assertThat(progress()).containsExactly(3, 3);
        assertThat(coordinator.open()).isZero();
        crash();
        start();
        appear();
        backend.advance(INTERVAL.multipliedBy(2));
        assertThat(asked()).isEmpty();
    }

    private long[] progress() {
        return new long[] {
            offsets.committed(TransactionCoordinator.GROUP, TopicNames.HALF_TOPIC, 0)
                    .orElse(-1),
            offsets.committed(TransactionCoordinator.GROUP, TopicNames.OP_TOPIC, 0)
                    .orElse(-1)
        };
    }

    @Test
    void aCrashBetweenCommitAndOpIsAskedAboutAndMayRepeatTheCommit() {
        HalfMessage half = prepare("one");
        store.forgetCallbacks(true);
        settle(half, TransactionVerdict.COMMIT);
        assertThat(bodies("orders", 2)).containsExactly("one");
        crash();
        start();
        appear();
        backend.advance(INTERVAL);
        assertThat(asked()).hasSize(1);
        settle(half(1), TransactionVerdict.COMMIT);
        assertThat(bodies("orders", 2)).containsExactly("one", "one");
    }

    @Test
    void aCrashBetweenACopyAndItsOpLeavesOneTransaction() {
        appear();
        prepare("one");
        backend.advance(INTERVAL.minusSeconds(1));
        store.forgetCallbacks(true);
        backend.advance(Duration.ofSeconds(2));
        assertThat(store.maxOffset(TopicNames.HALF_TOPIC, 0)).isEqualTo(2);
        assertThat(asked()).isEmpty();
        crash();
        start();
        appear();
        backend.advance(INTERVAL);
        assertThat(asked()).extracting(CheckTransactionRequest::halfOffset).containsExactly(2L);
        settle(half(0), TransactionVerdict.COMMIT);
        backend.advance(INTERVAL.multipliedBy(5));
        assertThat(asked()).hasSize(1);
        assertThat(bodies("orders", 2)).containsExactly("one");
    }

    @Test
    void aVerdictWhileACopyIsOnItsWayEndsTheCopyToo() {
        appear();
        HalfMessage half = prepare("one");
        backend.advance(INTERVAL.minusSeconds(1));
        store.holdCallbacks(true);
        backend.advance(Duration.ofSeconds(2));
        assertThat(store.maxOffset(TopicNames.HALF_TOPIC, 0)).isEqualTo(2);
        settle(half, TransactionVerdict.ROLLBACK);
        store.holdCallbacks(false);
        backend.advance(INTERVAL.multipliedBy(4));
        assertThat(outcomes).containsExactly("settled");
        assertThat(asked()).isEmpty();
        assertThat(store.maxOffset(TopicNames.HALF_TOPIC, 0)).isEqualTo(2);
    }

    @Test
    void aCopyThatCouldNotBeForcedIsNoSecondTransaction() {
        appear();
        prepare("one");
        backend.advance(INTERVAL.minusSeconds(1));
        store.appendAndRefuse(AppendRefusal.NOT_FLUSHED);
        backend.advance(Duration.ofSeconds(2));
        store.refuse(null);
        assertThat(store.maxOffset(TopicNames.HALF_TOPIC, 0)).isEqualTo(2);
        backend.advance(INTERVAL);
        assertThat(asked()).hasSize(1);
        settle(half(asked().get(0).halfOffset()), TransactionVerdict.COMMIT);
        backend.advance(INTERVAL.multipliedBy(4));
        assertThat(asked()).hasSize(1);
        assertThat(bodies("orders", 2)).containsExactly("one");
    }

    @Test
    void opsOfEitherVersionAreRead() {
        assertThat(OpLog.offsets("12,13,".getBytes(StandardCharsets.UTF_8))).containsExactly(12L, 13L);
        assertThat(OpLog.offsets("12".getBytes(StandardCharsets.UTF_8))).containsExactly(12L);
        assertThat(OpLog.offsets("x,7,".getBytes(StandardCharsets.UTF_8))).containsExactly(7L);
    }
}
