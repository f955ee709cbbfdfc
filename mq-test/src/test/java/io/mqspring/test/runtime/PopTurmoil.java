package io.mqspring.test.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.test.runtime.PopClient.Got;
import io.mqspring.test.simulation.SimulatedBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Members pop, acknowledge, fail, renew, forget and go, and the broker's process and power die; then peace, in which
 * everything that was sent must be acknowledged. A message may come twice only after its time is over or the broker has died,
 * and the committed offset is never beyond a message that nobody has acknowledged and that has not moved on.
 */
final class PopTurmoil {

    private static final String TOPIC = "work";
    private static final String GROUP = "g";
    private static final int QUEUES = 2;
    private static final long INVISIBLE = 10_000;

    private final SimulatedBackend backend;
    private final RuntimeWorld world;
    private final RandomGenerator random;
    private final List<PopClient> members = new ArrayList<>();
    private final Set<String> sent = new HashSet<>();
    private final Set<String> acknowledged = new HashSet<>();
    /** Until when nobody else may get a message, and in which life of the broker that was promised. */
    private final Map<Place, Promise> promises = new HashMap<>();

    private final List<Held> held = new ArrayList<>();
    private MqClient sender;
    private int life;
    private int attempts;
    private boolean peace;
    private Duration back = Duration.ZERO;

    /** A copy of a message: after a crash there may be several. */
    private record Place(String topic, int queueId, long offset) {}

    private record Promise(int life, long until, boolean acknowledged) {}

    private record Held(PopClient member, CompletableFuture<PopMessageResponse> answer) {}

    PopTurmoil(SimulatedBackend backend) {
        this.backend = backend;
        this.world = new RuntimeWorld(backend);
        this.random = world.random;
        startBroker();
        world.broker().createTopic(TOPIC, QUEUES);
    }

    void run(Duration trouble) {
        Duration end = backend.elapsed().plus(trouble);
        while (backend.elapsed().compareTo(end) < 0) {
            step();
        }
        peace = true;
        if (!world.brokerIsUp()) {
            startBroker();
        }
        for (int i = 0; i < 400 && !acknowledged.containsAll(sent); i++) {
            pop();
            backend.advance(Duration.ofSeconds(1));
            take();
        }
        Set<String> lost = new HashSet<>(sent);
        lost.removeAll(acknowledged);
        assertThat(lost).as("never acknowledged").isEmpty();
        assertThat(attempts).as("messages handed out").isPositive();
        backend.advance(Duration.ofMinutes(2));
        assertThat(world.sweepRescues()).isZero();
    }

    private void startBroker() {
        world.startBroker();
        life++;
        sender = world.localClient(RuntimeWorld.clientSettings());
        members.clear();
        held.clear();
        for (int i = 0; i < 3; i++) {
            members.add(new PopClient(world.broker(), GROUP));
        }
    }

    private void step() {
        if (!world.brokerIsUp()) {
            if (backend.elapsed().compareTo(back) >= 0) {
                startBroker();
            }
        } else if (random.nextInt(40) == 0) {
            if (random.nextBoolean()) {
                world.losePower();
            } else {
                world.killBroker();
            }
            held.clear();
            back = backend.elapsed().plusMillis(random.nextInt(5_000));
        } else {
            send();
            pop();
        }
        backend.advance(Duration.ofMillis(10 + random.nextInt(1_500)));
        if (world.brokerIsUp()) {
            take();
            committedIsNotAhead();
        }
    }

    private void send() {
        for (int i = random.nextInt(4); i > 0; i--) {
            String body = "w" + sent.size() + "-" + random.nextInt(1000);
            RuntimeWorld.send(sender, TOPIC, body).whenComplete((result, failure) -> {
                if (failure == null) {
                    sent.add(body);
                }
            });
        }
    }

    private void pop() {
        PopClient member = members.get(random.nextInt(members.size()));
        held.add(new Held(
                member,
                member.ask(member.wish(
                        TOPIC,
                        random.nextInt(3) == 0 ? random.nextInt(QUEUES) : -1,
                        1 + random.nextInt(8),
                        INVISIBLE,
                        random.nextInt(8_000)))));
    }

    private void take() {
        for (Held pop : List.copyOf(held)) {
            if (pop.answer().isDone()) {
                held.remove(pop);
                if (!pop.answer().isCompletedExceptionally()) {
                    PopMessageResponse answer = pop.answer().join();
                    pop.member().got(TOPIC, answer).forEach(got -> take(pop.member(), answer, got));
                }
            }
        }
    }

    private void take(PopClient member, PopMessageResponse answer, Got got) {
        attempts++;
        String body = got.body();
        Place place = new Place(got.topic(), got.queueId(), got.offset());
        Promise promise = promises.get(place);
        if (promise != null && promise.life() == life) {
            assertThat(promise.acknowledged())
                    .as("%s, acknowledged, comes again", got)
                    .isFalse();
            assertThat(answer.popTime()).as("%s comes while it is out", got).isGreaterThanOrEqualTo(promise.until());
        }
        promises.put(place, new Promise(life, answer.popTime() + INVISIBLE, false));
        int chance = peace ? 0 : random.nextInt(10);
        if (chance < 6) {
            boolean inTime = backend.time().wallMillis() < answer.popTime() + INVISIBLE;
            int now = life;
            member.acknowledge(got).thenAccept(done -> {
                acknowledged.add(body);
                if (inTime) {
                    promises.put(place, new Promise(now, 0, true));
                }
            });
        } else if (chance < 8) {
            long again = 1_000 + random.nextInt(20_000);
            int now = life;
            member.invisible(got, again)
                    .thenAccept(changed -> promises.put(place, new Promise(now, changed.popTime() + again, false)));
        }
    }

    private void committedIsNotAhead() {
        long now = backend.time().wallMillis();
        promises.forEach((place, promise) -> {
            if (promise.life() == life && !promise.acknowledged() && promise.until() > now) {
                assertThat(world.committed(GROUP, place.topic(), place.queueId())
                                .orElse(0))
                        .as("committed of %s", place)
                        .isLessThanOrEqualTo(place.offset());
            }
        });
    }
}
