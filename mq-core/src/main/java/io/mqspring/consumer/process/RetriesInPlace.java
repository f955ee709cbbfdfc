package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a lane whose call has not gone well. The messages before the first one that failed are done, and those
 * that were rejected are dead-lettered. The one that failed waits in memory for its next attempt, and those behind it wait
 * for it, until it succeeds or is dead-lettered in its turn. One that is postponed waits the same way, but its next attempt
 * has the same number, and it is never given up to make room: what it waits for will be over.
 *
 * <p>A call of several messages that failed without saying on which counts against its first one, and all of them are
 * delivered again each by itself: none is dead-lettered for the fault of another. Confined to the loop.
 */
final class RetriesInPlace {

    /** Why a message is dead-lettered, or dropped, that keeps too much of its queue waiting. */
    static final String WINDOW_FULL = "window-full";

    private static final Logger log = LoggerFactory.getLogger(RetriesInPlace.class);

    private final String group;
    private final SubscriptionSettings settings;
    private final FailureSink failures;
    private final SerialExecutor loop;
    private final TimeSource time;
    private final RandomGenerator random;
    private final Consumer<Lane> free;
    private final Consumer<List<InFlight>> deliver;
    private final TroubledLanes troubled;

    /**
     * @param free takes a lane that is held no longer
     * @param deliver takes messages without an order that wait for nothing
     */
    RetriesInPlace(
            DispatcherParts parts,
            SubscriptionSettings settings,
            Consumer<Lane> free,
            Consumer<List<InFlight>> deliver) {
        this.group = parts.group();
        this.settings = settings;
        this.failures = parts.failures();
        this.loop = parts.loop();
        this.time = parts.time();
        this.random = parts.random();
        this.free = free;
        this.deliver = deliver;
        this.troubled = new TroubledLanes(settings.pulling());
    }

    /** A message is done. */
    void succeeded(Lane lane, InFlight message) {
        message.queue().finish(message);
        noMoreTrouble(lane, message);
    }

    /** A message was not begun, because its queue is another member's now. */
    void left(Lane lane, InFlight message) {
        message.queue().ended(message);
        noMoreTrouble(lane, message);
    }

    /** A call was not a success for all of its messages; its lane is held from now on. */
    void failed(Lane lane, Call call, ConsumeResult result) {
        lane.hold();
        List<CompletableFuture<Void>> moving = new ArrayList<>(1);
        int at = 0;
        ConsumeResult one = resultOf(result, at);
        while (at < call.size() && isFinal(one)) {
            InFlight message = call.message(at);
            if (one instanceof ConsumeResult.Reject rejection) {
                message.failed(time.wallMillis(), rejection.cause());
                moving.add(bury(lane, message, rejection.reason(), rejection.cause()));
            } else {
                succeeded(lane, message);
            }
            at++;
            one = at < call.size() ? resultOf(result, at) : one;
        }
        List<InFlight> rest = new ArrayList<>(call.size() - at);
        for (int i = at; i < call.size(); i++) {
            rest.add(call.message(i));
        }
        ConsumeResult why = one;
        boolean unknownWhich = !(result instanceof ConsumeResult.PerMessage) && rest.size() > 1;
        CompletableFuture.allOf(moving.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> goOn(lane, rest, why, unknownWhich));
    }

    /** Lanes of this window may wait for nothing any more. */
    void withdrawn(Lane lane, ProcessQueue window) {
        Trouble trouble = lane.trouble;
        if (trouble != null && trouble.isParked() && trouble.message().queue() == window) {
            troubled.remove(lane);
            free.accept(lane);
        }
    }

    /** Sees to it that those who wait leave half of a window to the others. Where a queue is in order nobody can pass. */
    void makeRoom(ProcessQueue window) {
        if (settings.ordering() == Ordering.QUEUE) {
            return;
        }
        for (Lane lane = troubled.oneTooMany(window); lane != null; lane = troubled.oneTooMany(window)) {
            giveUpOldest(lane);
        }
    }

    private void goOn(Lane lane, List<InFlight> rest, ConsumeResult why, boolean unknownWhich) {
        if (rest.isEmpty()) {
            free.accept(lane);
        } else if (why instanceof ConsumeResult.Retry failure) {
            tryAgain(lane, rest, failure, unknownWhich);
        } else if (why instanceof ConsumeResult.Postponed later) {
            postpone(lane, rest, later.delay());
        } else {
            // Not tried, and nobody's fault.
            deliverSoon(lane, rest, 0);
            free.accept(lane);
        }
    }

    private void tryAgain(Lane lane, List<InFlight> rest, ConsumeResult.Retry failure, boolean unknownWhich) {
        InFlight first = rest.get(0);
        String reason = reasonToGiveUp(first, failure.cause());
        if (reason != null && unknownWhich) {
            deliverSoon(lane, rest, rest.size());
            free.accept(lane);
            return;
        }
        first.failed(time.wallMillis(), failure.cause());
        List<InFlight> behind = rest.subList(1, rest.size());
        deliverSoon(lane, behind, unknownWhich ? behind.size() : 0);
        if (reason != null) {
            bury(lane, first, reason, failure.cause()).thenRun(() -> free.accept(lane));
            return;
        }
        if (!keep(lane, first)) {
            return;
        }
        failures.triedAgain(first);
        Trouble trouble = lane.trouble;
        if (trouble == null || trouble.message() != first || !trouble.isFailed()) {
            troubled.remove(lane);
            trouble = new Trouble(first, true);
            troubled.add(lane, trouble);
        }
        Duration asked = failure.delay();
        park(lane, trouble, asked != null ? asked : policy().delay(first.view().attempt(), random));
        makeRoom(first.queue());
    }

    private void postpone(Lane lane, List<InFlight> rest, Duration delay) {
        InFlight first = rest.get(0);
        deliverSoon(lane, rest.subList(1, rest.size()), 0);
        if (keep(lane, first)) {
            troubled.remove(lane);
            Trouble trouble = new Trouble(first, false);
            troubled.addPostponed(lane, trouble);
            park(lane, trouble, delay);
        }
    }

    /** Puts a message back to wait in its lane, unless its queue was given up. */
    private boolean keep(Lane lane, InFlight first) {
        if (first.queue().isGivenUp()) {
            left(lane, first);
            free.accept(lane);
            return false;
        }
        first.queue().putOff();
        lane.putBack(List.of(first), 1);
        return true;
    }

    private void park(Lane lane, Trouble waiting, Duration delay) {
        waiting.message().parked(true);
        waiting.park(loop.schedule(() -> wake(lane, waiting), delay));
    }

    private void wake(Lane lane, Trouble trouble) {
        if (lane.trouble == trouble && trouble.isParked()) {
            trouble.unpark();
            trouble.message().parked(false);
            if (trouble.isFailed()) {
                trouble.message().tryAgain();
            }
            free.accept(lane);
        }
    }

    private void giveUpOldest(Lane lane) {
        Trouble trouble = lane.trouble;
        InFlight oldest = lane.takeOldest();
        if (trouble == null || oldest != trouble.message()) {
            throw new IllegalStateException("lane " + lane.key() + " does not wait for message " + oldest.offset());
        }
        trouble.giveUp();
        FailuresInPlace known = oldest.failures();
        ProcessQueue window = oldest.queue();
        log.warn(
                "{}: message {} of {} in {} {} before its retries are over: what waits for failed"
                        + " messages has used half of the {} messages and of the span of {} that are kept of a queue"
                        + " (mq.listener.pull.max-cached-messages and max-span)",
                group,
                oldest.view().messageId(),
                lane.isOrdered() ? "key " + lane.key() : "no key",
                window.queue(),
                failures.whatBecomesOfRejected(),
                settings.pulling().maxCachedMessages(),
                settings.pulling().maxSpan());
        window.tryBegin(oldest);
        bury(lane, oldest, WINDOW_FULL, known == null ? null : known.lastCause())
                .thenRun(() -> {
                    free.accept(lane);
                    makeRoom(window);
                });
    }

    private CompletableFuture<Void> bury(Lane lane, InFlight message, String reason, @Nullable Throwable cause) {
        return message.finishWhen(failures.reject(message, new ConsumeResult.Reject(reason, cause), settings))
                .thenRun(() -> noMoreTrouble(lane, message));
    }

    /**
     * Has messages delivered when it is their turn again, unless their queue was given up.
     *
     * @param byThemselves so many of them each by itself
     */
    private void deliverSoon(Lane lane, List<InFlight> messages, int byThemselves) {
        if (messages.isEmpty()) {
            return;
        }
        ProcessQueue window = messages.get(0).queue();
        if (window.isGivenUp()) {
            messages.forEach(window::ended);
            return;
        }
        messages.forEach(message -> window.putOff());
        if (lane.isOrdered()) {
            lane.putBack(messages, byThemselves);
        } else {
            deliver.accept(messages);
        }
    }

    private void noMoreTrouble(Lane lane, InFlight message) {
        Trouble trouble = lane.trouble;
        if (trouble != null && trouble.message() == message) {
            troubled.remove(lane);
        }
    }

    private @Nullable String reasonToGiveUp(InFlight message, @Nullable Throwable cause) {
        if (message.view().attempt() > policy().maxAttempts()) {
            return RetrySender.ATTEMPTS_EXHAUSTED;
        }
        return policy().isWorthRetrying(cause) ? null : RetrySender.NOT_WORTH_RETRYING;
    }

    private RetryPolicy policy() {
        return settings.retriesInPlace();
    }

    private static ConsumeResult resultOf(ConsumeResult result, int index) {
        return result instanceof ConsumeResult.PerMessage each ? each.results().get(index) : result;
    }

    private static boolean isFinal(ConsumeResult result) {
        return result instanceof ConsumeResult.Success || result instanceof ConsumeResult.Reject;
    }
}
