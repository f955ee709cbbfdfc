package io.mqspring.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.MemoryStore;
import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.RecordFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was popped at an official broker comes again here. */
class OfficialPopsTests {

    private static final String REVIVE = "rmq_sys_REVIVE_LOG_DefaultCluster";
    private static final String REVIVE_GROUP = "CID_RMQ_SYS_REVIVE_GROUP";
    private static final String RETRIES = TopicNames.popRetryTopic("g", "t");

    private final ManualBackend backend = new ManualBackend();
    private final MemoryStore store = new MemoryStore(backend.time());
    private final ConsumerOffsets offsets = new ConsumerOffsets();
    private final TopicTable topics = new TopicTable(1000, 4, true, () -> {});
    private final PopTable table = new PopTable(offsets);
    private final PopService service = new PopService(
            new PopParts(
                    store,
                    topics,
                    new GroupConfigs(1000, () -> {}),
                    offsets,
                    table,
                    backend.time(),
                    backend.newRandom(),
                    "b",
                    HostAddress.LOCAL),
            () -> backend.thread("pop"));
    private final long now = backend.time().wallMillis();

    @Test
    void whatIsNotAcknowledgedComesAgainInItsTime() {
        messages(6);
        offsets.commit("g", "t", 0, 5);
        checkPoint(0, 3, 0, "[0,1,3]", now);
        append(REVIVE, "ack", "{\"ao\":1,\"so\":0,\"c\":\"g\",\"t\":\"t\",\"q\":0,\"pt\":" + now + ",\"bn\":\"b\"}");
        // Says of another pop of the message that it is consumed.
        append(REVIVE, "ack", "{\"ao\":0,\"so\":0,\"c\":\"g\",\"t\":\"t\",\"q\":0,\"pt\":7,\"bn\":\"b\"}");
        append(REVIVE, "ck", "not JSON");
        service.start();
        backend.settle();
        assertThat(table.handedOut()).isEqualTo(2);
        assertThat(offsets.committed("g", "t", 0)).hasValue(0);
        assertThat(offsets.committed(REVIVE_GROUP, REVIVE, 0)).hasValue(4);
        backend.advance(Duration.ofSeconds(60));
        assertThat(store.maxOffset(RETRIES, 0)).isZero();
        backend.advance(Duration.ofSeconds(10));
        assertThat(bodies(RETRIES)).containsExactly("m0", "m3");
        assertThat(offsets.committed("g", "t", 0)).hasValue(5);
    }

    @Test
    void whatIsLeftOfSeveralCheckPointsAndOneAcknowledgementOfMany() {
        messages(8);
        offsets.commit("g", "t", 0, 6);
        // The second message is marked as consumed in the check point itself.
        checkPoint(0, 3, 2, "[]", now - 100_000);
        checkPoint(3, 5, 0, "[0,1,2,3,4]", now - 100_000);
        append(
                REVIVE,
                "bAck",
                "{\"aol\":[3,4],\"so\":3,\"c\":\"g\",\"t\":\"t\",\"q\":0,\"pt\":" + (now - 100_000) + "}");
        service.start();
        backend.advance(Duration.ofSeconds(6));
        // Messages 6 and 7 lie beyond what the group has popped, and are read from there.
        assertThat(bodies(RETRIES)).containsExactlyInAnyOrder("m0", "m2", "m5");
        assertThat(offsets.committed("g", "t", 0)).hasValue(6);
    }

    @Test
    void checkPointsThatTimersBringLaterAreTakenOverThen() {
        messages(2);
        offsets.commit("g", "t", 0, 2);
        store.arrivals(service);
        service.start();
        backend.settle();
        assertThat(table.handedOut()).isZero();
        checkPoint(0, 2, 0, "[0,1]", now - 60_000);
        backend.advance(Duration.ofSeconds(1));
        append(
                REVIVE,
                "ack",
                "{\"ao\":0,\"so\":0,\"c\":\"g\",\"t\":\"t\",\"q\":0,\"pt\":" + (now - 60_000) + ",\"bn\":\"b\"}");
        backend.advance(Duration.ofSeconds(10));
        assertThat(bodies(RETRIES)).containsExactly("m1");
    }

    @Test
    void whatWasTakenOverIsNotTakenOverAgain() {
        messages(1);
        offsets.commit("g", "t", 0, 1);
        checkPoint(0, 1, 0, "[0]", now - 60_000);
        offsets.commit(REVIVE_GROUP, REVIVE, 0, 1);
        service.start();
        backend.advance(Duration.ofSeconds(10));
        assertThat(table.handedOut()).isZero();
        assertThat(store.maxOffset(RETRIES, 0)).isZero();
    }

    private void messages(int count) {
        for (int i = 0; i < count; i++) {
            append("t", "", "m" + i);
        }
    }

    private void checkPoint(long start, int count, int bits, String steps, long popTime) {
        append(
                REVIVE,
                "ck",
                "{\"bm\":" + bits + ",\"bn\":\"b\",\"c\":\"g\",\"d\":" + steps + ",\"it\":60000,\"n\":" + count
                        + ",\"pt\":" + popTime + ",\"q\":0,\"ro\":0,\"rp\":null,\"so\":" + start
                        + ",\"sp\":false,\"t\":\"t\"}");
    }

    private List<String> bodies(String topic) {
        try (var batch = store.read(topic, 0, 0, 100, 1 << 20, RecordFilter.ALL).batch()) {
            return batch.toViews("b").stream()
                    .map(MessageView::body)
                    .map(body -> new String(body, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private void append(String topic, String tag, String body) {
        RecordContent content = RecordContent.of(
                topic,
                0,
                0,
                0,
                1,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                MessageProperties.encode(Map.of(PropertyNames.TAGS, tag)).getBytes(StandardCharsets.UTF_8),
                RecordContent.tagsCode(tag));
        store.append(content, true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {}

            @Override
            public void onRefused(AppendRefusal refusal) {
                throw new AssertionError(refusal);
            }
        });
    }
}
