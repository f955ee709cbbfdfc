package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What is told of an official broker's state that lies in the store. */
class TakeOverTests {

    private static final String TOPIC = "rmq_sys_REVIVE_LOG_DefaultCluster";

    private final MessageStore store = new MemoryStore(new ManualBackend().time());
    private final ConsumerOffsets offsets = new ConsumerOffsets();

    @Test
    void poppedMessagesThatNobodyAcknowledgedAreTold() {
        append("ordinary");
        assertThat(TakeOver.openPops(store, offsets)).isEmpty();
        append(TOPIC);
        append(TOPIC);
        append(TOPIC);
        offsets.commit("CID_RMQ_SYS_REVIVE_GROUP", TOPIC, 0, 1);
        assertThat(TakeOver.openPops(store, offsets))
                .hasValueSatisfying(told -> assertThat(told).startsWith("2 records of 'rmq_sys_REVIVE_LOG_"));
        offsets.commit("CID_RMQ_SYS_REVIVE_GROUP", TOPIC, 0, 3);
        assertThat(TakeOver.openPops(store, offsets)).isEmpty();
    }

    private void append(String topic) {
        RecordContent content = RecordContent.of(
                topic, 0, 0, 0, 1, HostAddress.LOCAL, HostAddress.LOCAL, 0, ByteBuffer.allocate(8), new byte[0], 0);
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
