package io.mqspring.consumer.offset;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.ConsumerRig;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.scripted.ModelBroker;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerOffsetStoreTests {

    private static final MessageQueue QUEUE = ModelBroker.queue("orders", 0);
    private static final MessageQueue OTHER = ModelBroker.queue("orders", 1);

    private final ConsumerRig rig = new ConsumerRig();

    @BeforeEach
    void knowTheTopic() {
        rig.broker.topic("orders", 2);
        rig.know("orders");
    }

    @Test
    void S8_progress_is_kept_in_memory_and_brought_to_the_broker_one_way_every_five_seconds() {
        rig.onLoop(() -> {
            rig.offsets.start();
            rig.offsets.begin(QUEUE, 10);
            rig.offsets.begin(OTHER, 10);
            rig.offsets.update(QUEUE, 12);
            rig.offsets.update(QUEUE, 14);
        });

        rig.backend.advance(Duration.ofMillis(4900));
        assertThat(rig.broker.committed("billing", QUEUE)).isEmpty();
        assertThat(rig.offsets.consumed(QUEUE)).hasValue(14);
        assertThat(rig.offsets.committed(QUEUE)).hasValue(10);
        rig.backend.advance(Duration.ofMillis(200));

        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(14);
        assertThat(rig.offsets.committed(QUEUE)).hasValue(14);
        assertThat(rig.broker.oneWays(UpdateConsumerOffsetRequest.class)).hasSize(1);
        assertThat(rig.broker.requests(UpdateConsumerOffsetRequest.class)).isEmpty();
    }

    @Test
    void never_goes_back_except_by_a_reset() {
        rig.onLoop(() -> {
            rig.offsets.begin(QUEUE, 10);
            rig.offsets.update(QUEUE, 9);
        });
        assertThat(rig.offsets.consumed(QUEUE)).hasValue(10);

        rig.onLoop(() -> rig.offsets.reset(QUEUE, 3));

        assertThat(rig.offsets.consumed(QUEUE)).hasValue(3);
    }

    @Test
    void S9_duplicates_of_a_lost_offset_update_end_with_the_awaited_commit() {
        rig.onLoop(() -> {
            rig.offsets.start();
            rig.offsets.begin(QUEUE, 0);
            rig.offsets.update(QUEUE, 100);
        });
        rig.broker.interfere(request -> request instanceof UpdateConsumerOffsetRequest
                ? new RemotingException(RemotingException.Kind.TIMEOUT, "lost")
                : null);
        rig.backend.advance(Duration.ofSeconds(20));
        // What a crash now would replay: everything since the last update that arrived.
        assertThat(rig.broker.committed("billing", QUEUE)).isEmpty();

        rig.broker.interfere(request -> null);
        rig.ask(rig.offsets::close).join();

        assertThat(rig.broker.committed("billing", QUEUE)).hasValue(100);
    }

    @Test
    void closing_completes_even_when_the_broker_is_gone() {
        rig.onLoop(() -> {
            rig.offsets.begin(QUEUE, 0);
            rig.offsets.update(QUEUE, 1);
        });
        rig.broker.interfere(
                request -> new RemotingException(RemotingException.Kind.CONNECT_FAILED, "the broker is gone"));

        assertThat(rig.ask(rig.offsets::close)).isCompleted();
    }

    @Test
    void commits_only_what_has_changed() {
        rig.onLoop(() -> {
            rig.offsets.begin(QUEUE, 5);
            rig.offsets.begin(OTHER, 5);
            rig.offsets.update(OTHER, 6);
        });

        rig.ask(() -> rig.offsets.commit(List.of(QUEUE, OTHER))).join();
        rig.ask(() -> rig.offsets.commit(List.of(QUEUE, OTHER))).join();

        assertThat(rig.broker.requests(UpdateConsumerOffsetRequest.class))
                .containsExactly(new UpdateConsumerOffsetRequest("billing", "orders", 1, 6));
    }

    @Test
    void forgets_a_queue() {
        rig.onLoop(() -> {
            rig.offsets.begin(QUEUE, 5);
            rig.offsets.forget(QUEUE);
            rig.offsets.update(QUEUE, 7);
        });

        assertThat(rig.offsets.consumed(QUEUE)).isEqualTo(OptionalLong.empty());
    }
}
