package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.Claimant;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose commits count once a queue has changed hands. */
class ClaimedOffsetsIT {

    private static final String G = "billing";

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private EmbeddedBroker broker;
    private BrokerClient a;
    private BrokerClient b;
    private BrokerClient operator;

    @BeforeEach
    void start(@TempDir Path directory) {
        broker =
                EmbeddedBroker.start(BrokerSettings.in(directory).withHandOverTimeout(Duration.ofMillis(200)), backend);
        a = new BrokerClient(broker);
        b = new BrokerClient(broker);
        operator = new BrokerClient(broker);
        for (int i = 0; i < 10; i++) {
            operator.send("orders", 0, "m" + i, Map.of());
        }
        a.get(BrokerClient.heartbeat("a", G, BrokerClient.subscription("orders", "*", 1)));
        b.get(BrokerClient.heartbeat("b", G, BrokerClient.subscription("orders", "*", 1)));
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        operator.close();
        broker.close();
        backend.close();
    }

    private static void commit(BrokerClient client, long offset) {
        client.get(new UpdateConsumerOffsetRequest(G, "orders", 0, offset));
    }

    private long committed() {
        return operator.get(new QueryConsumerOffsetRequest(G, "orders", 0, false))
                .offset()
                .orElseThrow();
    }

    @Test
    void aCommitThatComesLateFromBeforeATakeOverDoesNotTakeTheOffsetBack() {
        a.get(new ClaimQueueRequest(G, "orders", 0, new Claimant("a", 1)));
        commit(a, 3);
        ClaimQueueResponse taken = b.get(new ClaimQueueRequest(G, "orders", 0, new Claimant("b", 1)));
        assertThat(taken.outcome()).isEqualTo(ClaimQueueResponse.Outcome.TIMED_OUT);
        commit(b, 7);

        assertThatThrownBy(() -> commit(a, 4))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("is consumed by b");
        assertThat(committed()).isEqualTo(7);

        commit(operator, 1);
        assertThat(committed()).as("who is no member may move the group").isOne();
        b.get(new ReleaseQueueRequest(G, "orders", 0, new Claimant("b", 1), 8));
        commit(a, 9);
        assertThat(committed()).isEqualTo(9);
    }
}
