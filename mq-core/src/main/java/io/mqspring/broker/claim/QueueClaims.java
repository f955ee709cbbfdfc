package io.mqspring.broker.claim;

import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.ClaimQueueResponse.Outcome;
import io.mqspring.protocol.Claimant;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has which queue, by group. A claim is granted when nobody has the queue, when its owner lets it go or is no member any
 * more, and else when the hand-over time-out is over. Claims wait in the order of their coming. Only members that claim are
 * waited for: a client that just pulls, as official ones do, is not known here.
 *
 * <p>Thread safe: a queue changes in one step, and answers are given after it.
 */
public final class QueueClaims {

    private static final Logger log = LoggerFactory.getLogger(QueueClaims.class);
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** Beyond it a queue is granted without being remembered: whoever reaches the port may name groups as he likes. */
    private static final int MAX_QUEUES = 100_000;

    private final SerialExecutor executor;
    private final TimeSource time;
    private final Duration timeout;
    private final BiPredicate<String, String> isMember;
    private final int maxQueues;
    private final Map<ClaimedQueue, Claim> claims = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param executor where time-outs happen
     * @param timeout how long a claim waits for an owner that does not let go
     * @param isMember whether a group has a member with a client id now
     */
    public QueueClaims(
            SerialExecutor executor, TimeSource time, Duration timeout, BiPredicate<String, String> isMember) {
        this(executor, time, timeout, isMember, MAX_QUEUES);
    }

    /**
     * @param maxQueues that are remembered, over all groups
     */
    QueueClaims(
            SerialExecutor executor,
            TimeSource time,
            Duration timeout,
            BiPredicate<String, String> isMember,
            int maxQueues) {
        this.executor = executor;
        this.time = time;
        this.timeout = timeout;
        this.isMember = isMember;
        this.maxQueues = maxQueues;
    }

    /** Begins to forget queues that nobody has any more. */
    public void start() {
        executor.scheduleWithFixedDelay(this::sweep, SWEEP);
    }

    /** How long a claim waits for an owner that does not let go. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Claims a queue for a member.
     *
     * @return completes when the queue is the member's; fails when it gives up waiting or claims anew
     */
    public CompletableFuture<ClaimQueueResponse> claim(String group, String topic, int queueId, Claimant claimant) {
        ClaimedQueue queue = new ClaimedQueue(group, topic, queueId);
        List<Runnable> after = new ArrayList<>(2);
        List<WaitingClaim> entered = new ArrayList<>(1);
        CompletableFuture<ClaimQueueResponse> answer = new CompletableFuture<>();
        claims.compute(queue, (key, before) -> {
            Claim claim = before == null ? Claim.NONE : before;
            if (claim.isOver(claimant)) {
                after.add(() -> answer.completeExceptionally(withdrawn()));
                return claim;
            }
            WaitingClaim older = claim.waitingOf(claimant.clientId()).orElse(null);
            Claimant owner = claim.owner();
            boolean must =
                    owner != null && !claim.isOwnedBy(claimant.clientId()) && isMember.test(group, owner.clientId());
            if (must && !closed) {
                WaitingClaim waiting = new WaitingClaim(claimant, older == null ? time.nanoTime() : older.since());
                entered.add(waiting);
                if (older != null) {
                    after.add(() -> older.refuse(withdrawn()));
                }
                return claim.with(waiting, older);
            }
            if (older != null) {
                after.add(() -> older.refuse(withdrawn()));
            }
            Claimant last = owner != null ? owner : claim.last();
            after.add(() -> answer.complete(new ClaimQueueResponse(
                    last == null ? Outcome.FREE : Outcome.HANDED_OVER, last == null ? "" : last.clientId())));
            return remembered(
                    before, (older == null ? claim : claim.without(older)).ownedBy(claimant, time.nanoTime()));
        });
        after.forEach(Runnable::run);
        if (entered.isEmpty()) {
            return answer;
        }
        WaitingClaim waiting = entered.get(0);
        schedule(queue, waiting, timeout.minusNanos(time.nanoTime() - waiting.since()));
        return waiting.answer();
    }

    /**
     * Lets a queue go, or gives up waiting for it.
     *
     * @param lastCommit run if the queue is the member's, before anybody else can have it
     * @return whether it was the member's
     */
    public boolean release(String group, String topic, int queueId, Claimant claimant, Runnable lastCommit) {
        List<Runnable> after = new ArrayList<>(2);
        boolean[] owned = {false};
        claims.compute(new ClaimedQueue(group, topic, queueId), (key, before) -> {
            Claim claim = before == null ? Claim.NONE : before;
            Optional<WaitingClaim> waiting = claim.waitingOf(claimant.clientId())
                    .filter(one -> one.claimant().term() <= claimant.term());
            if (waiting.isPresent()) {
                after.add(() -> waiting.get().refuse(withdrawn()));
                claim = claim.without(waiting.get());
            }
            Claimant owner = claim.owner();
            // After a restart of the broker nobody is known to have it: then who lets it go had it.
            owned[0] = owner == null
                    ? waiting.isEmpty() && claim.mayHaveBeenOf(claimant)
                    : owner.clientId().equals(claimant.clientId()) && owner.term() <= claimant.term();
            if (owned[0]) {
                lastCommit.run();
            }
            return remembered(before, owned[0] ? handOn(claim.free(claimant, time.nanoTime()), after) : claim);
        });
        after.forEach(Runnable::run);
        return owned[0];
    }

    /**
     * Notes who pulls a queue: that is how the broker learns of owners again after a restart.
     *
     * @param claimant null: a client that does not claim what it consumes
     * @return whether what it commits along with the pull may count: nobody else is known to have the queue
     */
    public boolean pulled(String group, String topic, int queueId, @Nullable Claimant claimant) {
        if (claimant == null && claims.isEmpty()) {
            return true;
        }
        ClaimedQueue queue = new ClaimedQueue(group, topic, queueId);
        Claim claim = claims.get(queue);
        if (claimant == null) {
            if (claim != null && claim.owner() == null) {
                claims.remove(queue, claim);
            }
            return true;
        }
        Claimant owner = claim == null ? null : claim.owner();
        if (claim == null || owner == null) {
            claims.compute(
                    queue,
                    (key, before) -> remembered(before, declared(before == null ? Claim.NONE : before, claimant)));
            return true;
        }
        if (owner.clientId().equals(claimant.clientId())) {
            claim.sighted().again(time.nanoTime());
            return true;
        }
        return isDeserted(claim) && isMember.test(group, claimant.clientId()) && takenUp(queue, claimant);
    }

    /** Whether the owner has not pulled for so long that it may not know of its ownership: its release got lost. */
    private boolean isDeserted(Claim claim) {
        return claim.sighted().nanosAgo(time.nanoTime()) >= timeout.toNanos();
    }

    /** A queue belongs to the member that pulls from it, unless the one that claimed it does, too. */
    private boolean takenUp(ClaimedQueue queue, Claimant claimant) {
        boolean[] taken = {false};
        claims.computeIfPresent(queue, (key, claim) -> {
            taken[0] =
                    claim.owner() != null && claim.waiting().isEmpty() && isDeserted(claim) && !claim.isOver(claimant);
            return taken[0] ? claim.ownedBy(claimant, time.nanoTime()) : claim;
        });
        if (taken[0]) {
            log.info(
                    "Group {}: {} pulls from {}, and who had claimed it does not: it is its own now",
                    queue.group(),
                    claimant.clientId(),
                    queue);
        }
        return taken[0];
    }

    /** Who has a queue, as far as its members claim what they consume. */
    public Optional<String> ownerOf(String group, String topic, int queueId) {
        Claim claim = claims.get(new ClaimedQueue(group, topic, queueId));
        Claimant owner = claim == null ? null : claim.owner();
        return owner == null ? Optional.empty() : Optional.of(owner.clientId());
    }

    /** A member is out of its group: what it had is free, and what it waited for is not wanted. */
    public void memberLeft(String group, String clientId) {
        List<Runnable> after = new ArrayList<>();
        for (ClaimedQueue queue : claims.keySet()) {
            if (queue.group().equals(group)) {
                claims.computeIfPresent(queue, (key, before) -> {
                    Claim claim = before;
                    Optional<WaitingClaim> waiting = claim.waitingOf(clientId);
                    if (waiting.isPresent()) {
                        after.add(() -> waiting.get().refuse(withdrawn()));
                        claim = claim.without(waiting.get());
                    }
                    Claimant owner = claim.owner();
                    return owner != null && owner.clientId().equals(clientId)
                            // A member that comes back begins a new life: its terms count again.
                            ? handOn(claim.free(new Claimant(clientId, Long.MIN_VALUE), time.nanoTime()), after)
                            : claim;
                });
            }
        }
        after.forEach(Runnable::run);
    }

    /** Refuses who waits, and lets nobody wait any more. */
    public void close() {
        closed = true;
        List<Runnable> after = new ArrayList<>();
        for (ClaimedQueue queue : claims.keySet()) {
            claims.computeIfPresent(queue, (key, claim) -> {
                claim.waiting()
                        .forEach(one -> after.add(() -> one.refuse(new CommandFailedException(
                                ResponseCode.SERVICE_NOT_AVAILABLE, "the broker is closing"))));
                return claim.withWaiting(List.of());
            });
        }
        after.forEach(Runnable::run);
    }

    private Claim declared(Claim claim, Claimant claimant) {
        return claim.owner() != null || claim.isOver(claimant) ? claim : claim.ownedBy(claimant, time.nanoTime());
    }

    private @Nullable Claim remembered(@Nullable Claim before, Claim after) {
        return before == null && claims.size() >= maxQueues ? null : after;
    }

    /** Gives a free queue to the first that waits. */
    private Claim handOn(Claim free, List<Runnable> after) {
        if (free.waiting().isEmpty()) {
            return free;
        }
        WaitingClaim first = free.waiting().get(0);
        Claimant last = free.last();
        after.add(() -> first.grant(Outcome.HANDED_OVER, last == null ? "" : last.clientId()));
        return free.without(first).ownedBy(first.claimant(), time.nanoTime());
    }

    private void schedule(ClaimedQueue queue, WaitingClaim waiting, Duration left) {
        waiting.timer(executor.schedule(() -> timeOut(queue, waiting), left));
    }

    /** The time-out is for one owner: who waits behind others begins to count when the one before it has the queue. */
    private void timeOut(ClaimedQueue queue, WaitingClaim waiting) {
        List<Runnable> after = new ArrayList<>(1);
        claims.computeIfPresent(queue, (key, claim) -> {
            Claimant owner = claim.owner();
            if (owner == null || claim.waiting().stream().noneMatch(one -> one == waiting)) {
                return claim;
            }
            long waited = time.nanoTime() - Math.max(waiting.since(), claim.since());
            boolean first = claim.waiting().get(0) == waiting;
            if (!first || waited < timeout.toNanos()) {
                Duration left = first ? timeout.minusNanos(waited) : timeout;
                after.add(() -> schedule(queue, waiting, left));
                return claim;
            }
            log.warn(
                    "Group {}: {} takes {} over, which {} has not let go for {} ms; messages that it has begun may be consumed"
                            + " twice",
                    queue.group(),
                    waiting.claimant().clientId(),
                    queue,
                    owner.clientId(),
                    waited / NANOS_PER_MILLI);
            after.add(() -> waiting.grant(Outcome.TIMED_OUT, owner.clientId()));
            return claim.without(waiting).ownedBy(waiting.claimant(), time.nanoTime());
        });
        after.forEach(Runnable::run);
    }

    private void sweep() {
        long now = time.nanoTime();
        for (ClaimedQueue queue : claims.keySet()) {
            claims.computeIfPresent(queue, (key, claim) -> {
                Claimant owner = claim.owner();
                boolean known = owner != null
                        ? isMember.test(queue.group(), owner.clientId())
                        : now - claim.since() < SWEEP.toNanos();
                return known || !claim.waiting().isEmpty() ? claim : null;
            });
        }
    }

    private static CommandFailedException withdrawn() {
        return new CommandFailedException(
                ResponseCode.SYSTEM_ERROR, "the queue is not claimed by this member any more, or by a newer claim");
    }
}
