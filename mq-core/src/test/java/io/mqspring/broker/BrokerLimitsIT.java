package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests may make a broker remember has an end, and what is there already goes on. */
class BrokerLimitsIT {

    private static final int TOPICS = 20;
    private static final int GROUPS = 10;

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private EmbeddedBroker broker;
    private BrokerClient client;

    @BeforeEach
    void start(@TempDir Path directory) {
        broker = EmbeddedBroker.start(
                BrokerSettings.in(directory).withLimits(new BrokerLimits(TOPICS, GROUPS, 100)), backend);
        client = new BrokerClient(broker);
        client.send("first", 0, "m", Map.of());
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
        backend.close();
    }

    @Test
    void firstMessagesCreateTopicsUpToTheLimit() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= TOPICS; i++) {
                        client.send("topic-" + i, 0, "m", Map.of());
                    }
                })
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("mq.embedded.max-topics")
                .extracting(failure -> ((CommandFailedException) failure).code())
                .isEqualTo(ResponseCode.NO_PERMISSION);
        client.send("first", 0, "m", Map.of());
        broker.createTopic("by-hand", 1);
        client.send("by-hand", 0, "m", Map.of());
    }

    @Test
    void groupsAppearByPullsOffsetsRetriesAndHeartbeatsUpToTheLimit() {
        refused(i -> BrokerClient.pull("pulling-" + i, "first", 0, 0, "*", 0));
        refused(i -> new UpdateConsumerOffsetRequest("committing-" + i, "first", 0, 0));
        refused(i -> BrokerClient.message("%RETRY%failing-" + i, 0, "m", Map.of(), 1, -1));
        refused(i -> BrokerClient.message("%RETRY%dead-" + i, 0, "m", Map.of(), 17, 16));
        refused(i -> BrokerClient.heartbeat("c", "living-" + i, BrokerClient.subscription("first", "*", 1)));
        client.get(BrokerClient.pull("pulling-0", "first", 0, 0, "*", 0))
                .batch()
                .close();
    }

    private void refused(IntFunction<Request<?>> request) {
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= GROUPS; i++) {
                        client.get(request.apply(i));
                    }
                })
                .hasStackTraceContaining("mq.embedded.max-groups");
    }
}
