package io.mqspring.consumer.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.message.MessageQueue;
import io.mqspring.scripted.ModelBroker;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocalOffsetStoreTests {

    private static final MessageQueue Q0 = ModelBroker.queue("news", 0);
    private static final MessageQueue Q1 = ModelBroker.queue("news", 1);

    private final ConsumerRig rig = new ConsumerRig();
    private final List<Map<MessageQueue, Long>> saved = new ArrayList<>();
    private final Map<MessageQueue, Long> content = new HashMap<>();
    private @Nullable RuntimeException failure;
    private final LocalOffsetStore store = new LocalOffsetStore(
            ConsumerRig.GROUP,
            new LocalOffsets() {
                @Override
                public Map<MessageQueue, Long> load() {
                    failIfToldSo();
                    return Map.copyOf(content);
                }

                @Override
                public void save(Map<MessageQueue, Long> offsets) {
                    assertThat(rig.backend.onWorker()).isTrue();
                    failIfToldSo();
                    saved.add(offsets);
                }
            },
            rig.backend.workers(),
            rig.loop,
            Duration.ofSeconds(5));

    private void failIfToldSo() {
        if (failure != null) {
            throw failure;
        }
    }

    private void begin(MessageQueue queue, long offset) {
        rig.onLoop(() -> {
            store.prepare();
            store.start();
            store.begin(queue, offset);
        });
    }

    private CompletableFuture<Void> close() {
        return rig.ask(store::close);
    }

    @Test
    void what_was_saved_is_found_again() {
        content.put(Q0, 7L);

        assertThat(rig.ask(() -> store.fetch(Q0)).join()).hasValue(7);
        assertThat(rig.ask(() -> store.fetch(Q1)).join()).isEmpty();
    }

    @Test
    void what_has_changed_is_written_every_interval_and_nothing_else() {
        begin(Q0, 0);
        rig.backend.advance(Duration.ofSeconds(6));
        saved.clear();
        rig.backend.advance(Duration.ofMinutes(1));
        assertThat(saved).isEmpty();

        rig.onLoop(() -> store.update(Q0, 9));
        assertThat(store.consumed(Q0)).hasValue(9);
        rig.backend.advance(Duration.ofSeconds(5));
        assertThat(saved).containsExactly(Map.of(Q0, 9L));
        assertThat(store.committed(Q0)).hasValue(9);
        rig.backend.advance(Duration.ofMinutes(1));
        assertThat(saved).hasSize(1);
    }

    @Test
    void a_decision_is_durable_before_it_counts_and_decisions_at_once_are_few_writes() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        CompletableFuture<Void> third = new CompletableFuture<>();
        rig.onLoop(() -> {
            store.commit(Q0, 3).thenRun(() -> first.complete(null));
            store.commit(Q1, 4).thenRun(() -> second.complete(null));
            store.commit(Q1, 5).thenRun(() -> third.complete(null));
            assertThat(first).isNotDone();
        });

        assertThat(List.of(first, second, third))
                .allSatisfy(done -> assertThat(done).isCompleted());
        assertThat(saved).containsExactly(Map.of(Q0, 3L), Map.of(Q0, 3L, Q1, 5L));
    }

    @Test
    void queues_that_are_not_consumed_now_keep_their_offsets() {
        content.put(Q1, 7L);
        begin(Q0, 0);
        rig.onLoop(() -> store.update(Q0, 2));
        close();

        assertThat(saved).last().isEqualTo(Map.of(Q0, 2L, Q1, 7L));
    }

    @Test
    void a_write_that_fails_is_made_again() {
        begin(Q0, 0);
        rig.onLoop(() -> store.update(Q0, 2));
        failure = new UncheckedIOException(new java.io.IOException("disk full"));
        rig.backend.advance(Duration.ofSeconds(20));
        assertThat(saved).isEmpty();
        assertThat(store.committed(Q0)).isEmpty();

        failure = null;
        rig.backend.advance(Duration.ofSeconds(5));
        assertThat(saved).containsExactly(Map.of(Q0, 2L));
    }

    @Test
    void a_close_that_cannot_write_ends_all_the_same() {
        begin(Q0, 0);
        rig.onLoop(() -> store.update(Q0, 2));
        failure = new UncheckedIOException(new java.io.IOException("disk full"));

        assertThat(close()).isCompleted();
    }

    @Test
    void nothing_begins_where_nothing_can_be_kept() {
        failure = new StartRefusedException("no room");

        assertThatThrownBy(() -> rig.ask(store::prepare).join()).cause().isInstanceOf(StartRefusedException.class);
        failure = null;
        close();
        assertThat(saved).isEmpty();
    }

    @Test
    void brokers_hear_nothing_of_it() {
        begin(Q0, 3);

        assertThat(store.toCarry(Q0)).isEmpty();
        rig.backend.advance(Duration.ofMinutes(1));
        assertThat(rig.broker.requests(io.mqspring.protocol.UpdateConsumerOffsetRequest.class))
                .isEmpty();
    }
}
