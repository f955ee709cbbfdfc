package io.mqspring.consumer.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.scripted.ModelBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProcessQueueTests {

    private static final MessageQueue QUEUE = ModelBroker.queue("orders", 0);

    private int finished;
    private long freed;

    private ProcessQueue window(long start) {
        return new ProcessQueue(QUEUE, start, (queue, messages, bytes) -> {
            finished += messages;
            freed += bytes;
        });
    }

    @Test
    void S8_progress_commits_the_lowest_unfinished_offset_in_whatever_order_listeners_finish() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            long start = random.nextInt(1000);
            ProcessQueue window = window(start);
            TreeSet<Long> unfinished = new TreeSet<>();
            List<InFlight> running = new ArrayList<>();
            long end = start;
            finished = 0;
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(3) == 0) {
                    List<MessageView> views = new ArrayList<>();
                    for (int i = random.nextInt(5); i > 0; i--) {
                        end += random.nextInt(3);
                        views.add(view(end));
                        unfinished.add(end);
                        end++;
                    }
                    end += random.nextInt(4);
                    List<InFlight> entered = window.put(views, end);
                    entered.forEach(window::tryBegin);
                    running.addAll(entered);
                } else if (!running.isEmpty()) {
                    InFlight message = running.remove(random.nextInt(running.size()));
                    window.finish(message);
                    unfinished.remove(message.offset());
                }
                window.tell();
                long expected = unfinished.isEmpty() ? end : unfinished.first();
                assertThat(window.committableOffset()).as("seed %d", seed).isEqualTo(expected);
                assertThat(window.size()).isEqualTo(unfinished.size());
                assertThat(window.span()).isEqualTo(unfinished.isEmpty() ? 0 : end - unfinished.first());
                assertThat(window.running()).isEqualTo(running.size());
            }
            running.forEach(window::finish);
            window.tell();
            assertThat(window.bytes()).isZero();
            assertThat(window.committableOffset()).isEqualTo(end);
        }
    }

    @Test
    void skips_what_the_broker_sends_twice() {
        ProcessQueue window = window(5);

        window.put(List.of(view(5), view(6)), 7);
        List<InFlight> again = window.put(List.of(view(6), view(7)), 8);

        assertThat(again).extracting(InFlight::offset).containsExactly(7L);
        assertThat(window.size()).isEqualTo(3);
    }

    @Test
    void lets_go_of_the_memory_of_a_message_that_is_finished_behind_an_unfinished_one() {
        ProcessQueue window = window(0);
        List<InFlight> entered = window.put(List.of(view(0), view(1)), 2);
        entered.forEach(window::tryBegin);

        window.finish(entered.get(1));
        window.tell();

        assertThat(window.bytes()).isEqualTo(entered.get(0).bytes());
        assertThat(freed).isEqualTo(entered.get(1).bytes());
        assertThatThrownBy(() -> entered.get(1).view()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> window.finish(entered.get(1))).hasMessageContaining("finished twice");
    }

    @Test
    void a_window_that_is_given_up_begins_nothing_and_is_drained_when_the_last_running_message_ends() {
        ProcessQueue window = window(0);
        List<InFlight> entered = window.put(List.of(view(0), view(1), view(2)), 3);
        assertThat(window.tryBegin(entered.get(0))).isTrue();

        var drained = window.giveUp();
        boolean begun = window.tryBegin(entered.get(1));
        window.ended(entered.get(1));

        assertThat(begun).isFalse();
        assertThat(drained).isNotDone();
        window.finish(entered.get(0));
        assertThat(drained).isCompleted();
        assertThat(window.committableOffset()).isEqualTo(1);
    }

    @Test
    void
            a_window_that_is_wound_down_owes_what_lies_before_what_was_begun_but_nothing_behind_one_that_waits_for_its_time() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ProcessQueue window = window(0);
            List<InFlight> waiting = new ArrayList<>();
            List<InFlight> running = new ArrayList<>();
            long last = -1;
            boolean blocked = false;
            for (InFlight message : entered(window, 1 + random.nextInt(12))) {
                if (random.nextInt(3) == 0) {
                    waiting.add(message);
                    message.parked(random.nextInt(6) == 0);
                    blocked |= message.isParked();
                } else {
                    window.tryBegin(message);
                    running.add(message);
                    last = blocked ? last : message.offset();
                }
            }
            while (!running.isEmpty() && random.nextInt(3) > 0) {
                window.finish(running.remove(random.nextInt(running.size())));
            }
            long owed = last;

            List<InFlight> gaps = window.windDown(waiting);

            assertThat(gaps)
                    .as("seed %d", seed)
                    .isEqualTo(waiting.stream()
                            .filter(message -> message.offset() <= owed)
                            .toList());
            waiting.removeAll(gaps);
            for (InFlight message : gaps) {
                assertThat(window.tryBegin(message)).isTrue();
                running.add(message);
            }
            for (InFlight message : waiting) {
                assertThat(window.mayBegin(message)).isFalse();
            }
            while (!running.isEmpty()) {
                assertThat(window.drained()).isNotDone();
                window.finish(running.remove(random.nextInt(running.size())));
            }
            assertThat(window.drained()).isCompleted();
            assertThat(window.committableOffset()).as("seed %d", seed).isGreaterThan(owed);
        }
    }

    @Test
    void what_is_owed_ends_with_a_message_that_was_not_finished() {
        ProcessQueue window = window(0);
        List<InFlight> entered = entered(window, 4);
        List.of(entered.get(0), entered.get(3)).forEach(window::tryBegin);
        window.finish(entered.get(3));
        assertThat(window.windDown(List.of(entered.get(1), entered.get(2)))).hasSize(2);

        window.tryBegin(entered.get(1));
        window.ended(entered.get(1));

        assertThat(window.mayBegin(entered.get(2))).isFalse();
        assertThat(window.drained()).isNotDone();
        window.finish(entered.get(0));
        assertThat(window.drained()).isCompleted();
        assertThat(window.committableOffset()).isEqualTo(1);
    }

    @Test
    void nobody_waits_for_what_an_abandoned_window_owes() {
        ProcessQueue window = window(0);
        List<InFlight> entered = entered(window, 2);
        window.tryBegin(entered.get(1));
        window.windDown(List.of(entered.get(0)));
        window.finish(entered.get(1));
        assertThat(window.drained()).isNotDone();

        window.abandon();

        assertThat(window.drained()).isCompleted();
        assertThat(window.mayBegin(entered.get(0))).isFalse();
    }

    private static List<InFlight> entered(ProcessQueue window, int messages) {
        List<MessageView> views = new ArrayList<>();
        for (int offset = 0; offset < messages; offset++) {
            views.add(view(offset));
        }
        return window.put(views, messages);
    }

    @Test
    void a_window_without_running_messages_is_drained_at_once() {
        ProcessQueue window = window(0);
        window.put(List.of(view(0)), 1);

        assertThat(window.giveUp()).isCompleted();
    }

    private static MessageView view(long offset) {
        return MessageView.of(
                ModelBroker.record(QUEUE, offset, offset, "x" + offset, Map.of(), 0, 1), ModelBroker.NAME);
    }
}
