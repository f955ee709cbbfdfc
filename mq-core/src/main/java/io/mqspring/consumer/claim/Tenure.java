package io.mqspring.consumer.claim;

import io.mqspring.consumer.claim.Tenures.ClaimingBroker;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.ClaimQueueResponse;
import io.mqspring.protocol.Claimant;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.ReleaseQueueResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term in which this member has a queue: acquired, perhaps more than once while it lasts, and released once. Confined to
 * the client's loop, except {@link #mayBegin}.
 */
public final class Tenure {

    private static final Logger log = LoggerFactory.getLogger(Tenure.class);
    /** An owner that cannot finish in time lets go shortly before the broker takes the queue from it, with its last commit. */
    private static final Duration AHEAD = Duration.ofMillis(500);

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Tenures tenures;
    private final MessageQueue queue;
    private final Claimant claimant;
    private final @Nullable QueueLock lock;
    private boolean over;

    Tenure(Tenures tenures, MessageQueue queue, Claimant claimant, @Nullable QueueLock lock) {
        this.tenures = tenures;
        this.queue = queue;
        this.claimant = claimant;
        this.lock = lock;
    }

    /** Has somebody told, on the loop, when the lock is lost, or was for a moment: what was pulled must not be begun. */
    public void onLost(Runnable listener) {
        if (lock != null) {
            lock.onLost(listener);
        }
    }

    /** Whether a listener call may begin now: always, unless the queue is consumed in order and its lock is not fresh. Any thread. */
    public boolean mayBegin() {
        return lock == null || lock.mayBegin();
    }

    /** Whether the queue is consumed in order. */
    public boolean isLocked() {
        return lock != null;
    }

    /** Who has the queue, as pulls tell the broker; empty if the broker would not understand. */
    public Optional<Claimant> claimant() {
        return tenures.broker(queue).map(broker -> claimant);
    }

    /** How long what runs may take once the queue falls to another member; empty: as long as without claims. */
    public Optional<Duration> patience() {
        return tenures.broker(queue)
                .map(ClaimingBroker::handOverTimeout)
                .map(timeout ->
                        timeout.compareTo(AHEAD.multipliedBy(2)) > 0 ? timeout.minus(AHEAD) : timeout.dividedBy(2));
    }

    /**
     * Takes possession: waits for the last owner, as far as the broker knows it, and for the lock.
     *
     * @return completes on the loop: whether nobody can be busy with the queue any more; fails when the broker cannot be
     *     asked. Does not complete after {@link #release}
     */
    public CompletableFuture<Boolean> acquire() {
        CompletableFuture<Boolean> acquired = new CompletableFuture<>();
        claim().whenComplete((settled, failure) -> {
            if (over) {
                return;
            }
            QueueLock wanted = lock;
            if (failure != null) {
                acquired.completeExceptionally(failure);
            } else if (wanted == null) {
                acquired.complete(settled);
            } else {
                wanted.acquire().whenComplete((locked, refused) -> {
                    if (refused != null) {
                        acquired.completeExceptionally(refused);
                    } else {
                        // Who has the lock is alone: official members in order do not commit without it.
                        acquired.complete(true);
                    }
                });
            }
        });
        return acquired;
    }

    /**
     * Lets the queue go, or gives up waiting for it.
     *
     * @param offset what is committed last; negative: nothing
     * @param tries how often to try while the broker cannot be reached
     * @return completes on the loop: whether the offset was taken, or false if the broker knows no claims, so that it has to be
     *     committed otherwise; fails when the broker cannot be reached
     */
    public CompletableFuture<Boolean> release(long offset, int tries) {
        over = true;
        return tenures.broker(queue)
                .map(broker -> letGo(broker, offset, tries))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    /** Gives the lock back, if there is one: nothing of the queue runs here any more, and what it has done is committed. */
    public CompletableFuture<Void> unlock() {
        over = true;
        return lock == null ? CompletableFuture.completedFuture(null) : lock.release();
    }

    private CompletableFuture<Boolean> claim() {
        Optional<ClaimingBroker> known = tenures.broker(queue);
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        ClaimingBroker broker = known.get();
        BrokerLink link = tenures.link();
        CompletableFuture<Boolean> claimed = new CompletableFuture<>();
        link.ask(
                        broker.address(),
                        new ClaimQueueRequest(tenures.group(), queue.topic(), queue.queueId(), claimant),
                        broker.handOverTimeout().plus(link.timeout()))
                .whenComplete((answer, failure) -> {
                    link.note(queue.brokerName(), failure);
                    if (over) {
                        // Nobody wants it any more, and the broker may believe otherwise.
                        takeBack(broker, failure);
                    } else if (answer != null) {
                        claimed.complete(settled(answer));
                    } else if (isUnknownCommand(failure)) {
                        claimed.complete(false);
                    } else {
                        claimed.completeExceptionally(
                                failure == null ? new IllegalStateException("no answer") : failure);
                    }
                });
        return claimed;
    }

    private void takeBack(ClaimingBroker broker, @Nullable Throwable failure) {
        if (failure == null || BrokerLink.cause(failure) instanceof RemotingException) {
            letGo(broker, -1, 1).exceptionally(lost -> {
                log.debug("{}: {} may be kept for this member until its claim times out", tenures.group(), queue);
                return false;
            });
        }
    }

    private boolean settled(ClaimQueueResponse answer) {
        switch (answer.outcome()) {
            case FREE:
                return false;
            case TIMED_OUT:
                log.warn(
                        "{}: took over {} from {}, which had not let it go in time: messages that it has begun may be consumed"
                                + " twice. Listeners that take long need a larger mq.embedded.hand-over-timeout",
                        tenures.group(),
                        queue,
                        answer.lastOwner());
                tenures.observer().onHandOverTimeout(tenures.group(), queue.topic(), queue.queueId());
                return true;
            default:
                log.debug("{}: has {} from {}", tenures.group(), queue, answer.lastOwner());
                return true;
        }
    }

    private CompletableFuture<Boolean> letGo(ClaimingBroker broker, long offset, int tries) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        tenures.link()
                .ask(
                        broker.address(),
                        new ReleaseQueueRequest(tenures.group(), queue.topic(), queue.queueId(), claimant, offset))
                .thenApply(ReleaseQueueResponse::owned)
                .whenComplete((owned, failure) -> {
                    if (failure == null) {
                        done.complete(owned);
                    } else if (tries > 1 && BrokerLink.cause(failure) instanceof RemotingException) {
                        tenures.link().loop().schedule(() -> again(broker, offset, tries - 1, done), RETRY);
                    } else {
                        done.completeExceptionally(BrokerLink.cause(failure));
                    }
                });
        return done;
    }

    private void again(ClaimingBroker broker, long offset, int tries, CompletableFuture<Boolean> done) {
        letGo(broker, offset, tries).whenComplete((owned, failure) -> {
            if (failure == null) {
                done.complete(owned);
            } else {
                done.completeExceptionally(failure);
            }
        });
    }

    private static boolean isUnknownCommand(@Nullable Throwable failure) {
        return failure != null
                && BrokerLink.cause(failure) instanceof CommandFailedException refused
                && refused.code() == ResponseCode.REQUEST_CODE_NOT_SUPPORTED;
    }
}
