package io.mqspring.broker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.observe.BrokerObserver;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.store.RecordFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LongPollHoldTests {

    private static final int LIMIT = 100;

    private final ManualBackend backend = new ManualBackend();
    private final AtomicLong end = new AtomicLong(5);
    private final List<String> rescued = new ArrayList<>();
    private final Set<Long> matching = new HashSet<>();
    private final LongPollHold hold = new LongPollHold(
            LIMIT,
            (topic, queueId) -> end.get(),
            (topic, queueId, offset, filter) -> matching.contains(offset),
            backend.thread("broker"),
            backend.time(),
            new BrokerObserver() {
                @Override
                public void onSweepRescue(String topic, int queueId) {
                    rescued.add(topic + "/" + queueId);
                }
            });

    /** What became of a pull. */
    private static final class Asker implements HeldPull.Continuation {

        boolean wanted = true;
        int looks;
        int drops;

        @Override
        public boolean isWanted() {
            return wanted;
        }

        @Override
        public void lookAgain() {
            looks++;
        }

        @Override
        public void drop() {
            drops++;
        }
    }

    private Asker hold(long offset, RecordFilter filter, boolean wakes, Duration wait) {
        Asker asker = new Asker();
        hold.hold(new HeldPull("t", 1, offset, filter, wakes, backend.time().nanoTime() + wait.toNanos(), asker));
        return asker;
    }

    @Test
    void anArrivalWakesThoseThatWantIt() {
        Asker all = hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15));
        Asker some = hold(5, code -> code == 7, true, Duration.ofSeconds(15));
        Asker later = hold(6, RecordFilter.ALL, true, Duration.ofSeconds(15));

        hold.onArrival("t", 0, 5, 1);
        hold.onArrival("u", 1, 5, 1);
        assertThat(all.looks).isZero();
        end.set(6);
        hold.onArrival("t", 1, 5, 1);

        assertThat(all.looks).isOne();
        assertThat(some.looks).isZero();
        assertThat(later.looks).isZero();
        end.set(7);
        hold.onArrival("t", 1, 6, 7);
        assertThat(some.looks).isOne();
        assertThat(later.looks).isOne();
        assertThat(hold.size()).isZero();
    }

    @Test
    void aPullBeyondTheLimitIsAnsweredAtOnceAndAnEndedOneMakesRoom() {
        List<Asker> held = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            held.add(hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15)));
        }
        assertThat(hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15)).looks)
                .isOne();
        assertThat(held).allMatch(asker -> asker.looks == 0);

        hold.wake("t");
        backend.settle();
        assertThat(hold.size()).isZero();
        assertThat(hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15)).looks)
                .isZero();
    }

    @Test
    void aFilterThatLooksAtRecordsIsAskedAboutEachArrival() {
        RecordFilter looking = new RecordFilter() {
            @Override
            public boolean matchesEntry(long tagsCode) {
                return tagsCode != 9;
            }

            @Override
            public boolean looksAtRecords() {
                return true;
            }
        };
        List<Asker> crowd = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            crowd.add(hold(5, looking, true, Duration.ofSeconds(15)));
        }
        Asker all = hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15));
        matching.add(6L);
        matching.add(7L);
        for (long offset = 5; offset < 9; offset++) {
            end.set(offset + 1);
            hold.onArrival("t", 1, offset, offset == 6 ? 9 : 1);
            backend.settle();
            int looks = offset >= 7 ? 1 : 0;
            assertThat(crowd).as("after %s", offset).allSatisfy(asker -> assertThat(asker.looks)
                    .isEqualTo(looks));
        }
        assertThat(all.looks).isOne();
        assertThat(hold.size()).isZero();
    }

    @Test
    void whatArrivedBeforeIsSeenOnRegistering() {
        end.set(6);
        assertThat(hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15)).looks)
                .isOne();
        assertThat(hold.size()).isZero();
    }

    @Test
    void aCrowdIsAnsweredOnTheExecutor() {
        List<Asker> crowd = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            crowd.add(hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15)));
        }
        end.set(6);
        hold.onArrival("t", 1, 5, 0);
        assertThat(crowd.stream().filter(asker -> asker.looks == 1)).hasSize(4);
        backend.settle();
        assertThat(crowd).allMatch(asker -> asker.looks == 1);
    }

    @Test
    void deadlinesEndTheWaiting() {
        Asker soon = hold(5, RecordFilter.ALL, true, Duration.ofSeconds(1));
        Asker late = hold(5, RecordFilter.ALL, false, Duration.ofSeconds(15));
        backend.advance(Duration.ofMillis(900));
        assertThat(soon.looks).isZero();
        backend.advance(Duration.ofMillis(300));
        assertThat(soon.looks).isOne();
        assertThat(late.looks).isZero();
        backend.advance(Duration.ofSeconds(15));
        assertThat(late.looks).isOne();
        assertThat(soon.looks).isOne();
    }

    @Test
    void theSweepMovesFilteredPullsOnAndDropsTheDeserted() {
        hold.start(Duration.ofSeconds(5));
        Asker filtered = hold(5, code -> false, true, Duration.ofSeconds(60));
        Asker gone = hold(5, RecordFilter.ALL, true, Duration.ofSeconds(60));
        Asker waiting = hold(7, RecordFilter.ALL, true, Duration.ofSeconds(60));
        gone.wanted = false;
        end.set(7);
        backend.advance(Duration.ofSeconds(20));

        assertThat(filtered.looks).isOne();
        assertThat(gone.looks).isZero();
        assertThat(gone.drops).isOne();
        assertThat(waiting.looks).isZero();
        assertThat(hold.rescues()).isZero();
    }

    @Test
    void theSweepRescuesAndTells() {
        hold.start(Duration.ofSeconds(5));
        Asker lost = hold(5, RecordFilter.ALL, true, Duration.ofSeconds(60));
        Asker shortPoll = hold(5, RecordFilter.ALL, false, Duration.ofSeconds(60));
        end.set(6);
        backend.advance(Duration.ofSeconds(7));

        assertThat(lost.looks).isOne();
        assertThat(shortPoll.looks).isZero();
        assertThat(hold.rescues()).isOne();
        assertThat(rescued).containsExactly("t/1");
    }

    @Test
    void closingAnswersEverythingAndHoldsNothingMore() {
        Asker before = hold(5, RecordFilter.ALL, true, Duration.ofSeconds(15));
        hold.close();
        assertThat(before.looks).isOne();
        assertThat(hold(5, RecordFilter.ALL, false, Duration.ofSeconds(15)).looks)
                .isOne();
    }

    /** Many appends against many holds: each hold is answered by an arrival, none is left behind. */
    @Test
    void noWakeUpIsLost() {
        int rounds = 20_000;
        AtomicLong watermark = new AtomicLong();
        LongPollHold raced = new LongPollHold(
                LIMIT,
                (topic, queueId) -> watermark.get(),
                (topic, queueId, offset, filter) -> true,
                backend.thread("raced"),
                backend.time(),
                BrokerObserver.NONE);
        CompletableFuture<Void> appender = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < rounds; i++) {
                watermark.incrementAndGet();
                raced.onArrival("t", 0, i, 0);
            }
        });
        List<CompletableFuture<Void>> pullers = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            pullers.add(CompletableFuture.runAsync(() -> {
                long offset = 0;
                while (offset < rounds) {
                    CompletableFuture<Long> woken = new CompletableFuture<>();
                    raced.hold(new HeldPull(
                            "t", 0, offset, RecordFilter.ALL, true, Long.MAX_VALUE / 2, new HeldPull.Continuation() {
                                @Override
                                public boolean isWanted() {
                                    return true;
                                }

                                @Override
                                public void lookAgain() {
                                    woken.complete(watermark.get());
                                }

                                @Override
                                public void drop() {
                                    woken.cancel(false);
                                }
                            }));
                    offset = woken.join();
                }
            }));
        }
        assertThat(appender).succeedsWithin(Duration.ofSeconds(60));
        pullers.forEach(puller -> assertThat(puller).succeedsWithin(Duration.ofSeconds(60)));
        assertThat(raced.size()).isZero();
    }
}
