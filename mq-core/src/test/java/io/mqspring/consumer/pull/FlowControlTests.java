package io.mqspring.consumer.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.Pulling;
import io.mqspring.consumer.process.ProcessQueue;
import io.mqspring.message.MessageView;
import io.mqspring.scripted.ModelBroker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlowControlTests {

    private final ConsumerRig rig = new ConsumerRig();

    private static Pulling settings(int batch, int messages, int span) {
        return new Pulling(true, Duration.ofSeconds(15), Duration.ofSeconds(1), batch, messages, span);
    }

    private static ProcessQueue window() {
        return new ProcessQueue(ModelBroker.queue("orders", 0), 0, (queue, messages, bytes) -> {});
    }

    @Test
    void permits_never_leak_whatever_comes_back_in_whatever_order() {
        rig.onLoop(() -> {
            for (int seed = 0; seed < 200; seed++) {
                Random random = new Random(seed);
                CacheBudget budget = new CacheBudget(100_000, rig.loop);
                List<FlowControl> flows = new ArrayList<>();
                List<Deque<Long>> kept = new ArrayList<>();
                boolean[] pulling = new boolean[4];
                for (int i = 0; i < 4; i++) {
                    flows.add(new FlowControl(settings(8, 64, 1000), budget.share(), () -> {}));
                    kept.add(new ArrayDeque<>());
                }
                for (int step = 0; step < 500; step++) {
                    int i = random.nextInt(4);
                    FlowControl flow = flows.get(i);
                    if (pulling[i]) {
                        int messages = random.nextInt(flow.messagesPerPull() + 1);
                        long size = 0;
                        for (int m = 0; m < messages; m++) {
                            long bytes = random.nextInt(5000);
                            size += bytes;
                            kept.get(i).add(bytes);
                        }
                        flow.settle(messages, size);
                        pulling[i] = false;
                    } else if (random.nextBoolean()) {
                        pulling[i] = flow.request(window()) == FlowControl.Answer.GRANTED;
                    } else if (!kept.get(i).isEmpty()) {
                        flow.release(1, kept.get(i).remove(), FlowControl.Return.FINISHED);
                    }
                    assertThat(flow.messagesOut()).isBetween(kept.get(i).size(), 64);
                }
                for (int i = 0; i < 4; i++) {
                    flows.get(i)
                            .release(flows.get(i).messagesOut(), flows.get(i).bytesOut(), FlowControl.Return.DROPPED);
                }
                assertThat(budget.used()).as("seed %d", seed).isZero();
            }
        });
    }

    @Test
    void a_full_queue_is_pulled_again_when_a_whole_batch_fits() {
        rig.onLoop(() -> {
            CacheBudget budget = new CacheBudget(1_000_000, rig.loop);
            FlowControl flow = new FlowControl(settings(8, 16, 1000), budget.share(), () -> {});
            assertThat(flow.request(window())).isEqualTo(FlowControl.Answer.GRANTED);
            flow.settle(8, 800);
            assertThat(flow.request(window())).isEqualTo(FlowControl.Answer.GRANTED);
            flow.settle(8, 800);

            assertThat(flow.request(window())).isEqualTo(FlowControl.Answer.TOO_MANY);
            flow.release(7, 700, FlowControl.Return.FINISHED);
            assertThat(flow.request(window())).isEqualTo(FlowControl.Answer.TOO_MANY);
            flow.release(1, 100, FlowControl.Return.FINISHED);
            assertThat(flow.request(window())).isEqualTo(FlowControl.Answer.GRANTED);
        });
    }

    @Test
    void a_window_that_one_stuck_message_holds_open_is_pulled_up_to_its_span() {
        rig.onLoop(() -> {
            CacheBudget budget = new CacheBudget(1_000_000, rig.loop);
            FlowControl flow = new FlowControl(settings(8, 1000, 20), budget.share(), () -> {});
            ProcessQueue window = window();
            window.put(List.of(view(0)), 19);
            assertThat(flow.request(window)).isEqualTo(FlowControl.Answer.GRANTED);
            flow.settle(0, 0);
            window.put(List.of(), 20);

            assertThat(flow.request(window)).isEqualTo(FlowControl.Answer.TOO_WIDE);
        });
    }

    @Test
    void one_stuck_consumer_leaves_bytes_for_the_others() {
        rig.onLoop(() -> {
            CacheBudget budget = new CacheBudget(10_000_000, rig.loop);
            FlowControl stuck = new FlowControl(settings(1, 1000, 1000), budget.share(), () -> {});
            while (stuck.request(window()) == FlowControl.Answer.GRANTED) {
                stuck.settle(1, 50_000);
            }
            assertThat(stuck.bytesOut()).isBetween(4_500_000L, 5_000_000L);

            FlowControl other = new FlowControl(settings(1, 1000, 1000), budget.share(), () -> {});
            while (other.request(window()) == FlowControl.Answer.GRANTED) {
                other.settle(1, 50_000);
            }

            assertThat(other.bytesOut()).isGreaterThan(2_000_000L);
            assertThat(budget.used()).isLessThan(8_000_000L);
        });
    }

    @Test
    void a_queue_of_which_nothing_is_kept_may_always_pull() {
        rig.onLoop(() -> {
            CacheBudget budget = new CacheBudget(10, rig.loop);
            FlowControl first = new FlowControl(settings(1, 10, 10), budget.share(), () -> {});
            first.request(window());
            first.settle(1, 5000);

            assertThat(new FlowControl(settings(1, 10, 10), budget.share(), () -> {}).request(window()))
                    .isEqualTo(FlowControl.Answer.GRANTED);
            assertThat(first.request(window())).isEqualTo(FlowControl.Answer.TOO_LARGE);
        });
    }

    @Test
    void who_was_refused_for_bytes_is_woken_when_some_are_given_back() {
        AtomicInteger woken = new AtomicInteger();
        FlowControl[] flow = new FlowControl[1];
        rig.onLoop(() -> {
            CacheBudget budget = new CacheBudget(10, rig.loop);
            flow[0] = new FlowControl(settings(1, 10, 10), budget.share(), woken::incrementAndGet);
            flow[0].request(window());
            flow[0].settle(1, 5000);
            flow[0].request(window());
        });
        assertThat(woken).hasValue(0);

        rig.onLoop(() -> flow[0].release(1, 5000, FlowControl.Return.FINISHED));
        rig.onLoop(() -> {
            flow[0].request(window());
            flow[0].settle(1, 1);
            flow[0].release(1, 1, FlowControl.Return.FINISHED);
        });

        assertThat(woken).hasValue(1);
    }

    private static MessageView view(long offset) {
        return MessageView.of(
                ModelBroker.record(ModelBroker.queue("orders", 0), offset, offset, "x", Map.of(), 0, 1),
                ModelBroker.NAME);
    }
}
