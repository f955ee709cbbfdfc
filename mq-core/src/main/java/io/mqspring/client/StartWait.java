package io.mqspring.client;

import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.transport.AnswerWait;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a caller waits, a bounded time, for the beginning of a member of a group. Thread safe. */
final class StartWait {

    private static final Logger log = LoggerFactory.getLogger(StartWait.class);

    private final String group;
    private final ConsumerSurroundings around;
    private final CompletableFuture<Void> decided = new CompletableFuture<>();
    private final long begunNanos;

    StartWait(String group, ConsumerSurroundings around) {
        this.group = group;
        this.around = around;
        this.begunNanos = around.backend().time().nanoTime();
    }

    /**
     * Waits until it is decided where the group begins, or until the client's patience has passed since this was made; on an
     * event loop, or without patience, not at all.
     *
     * @throws StartRefusedException when it is clear by then that it cannot begin
     */
    void await() {
        Duration patience = around.settings().startPatience();
        if (patience.isZero() || around.backend().onEventLoop()) {
            // Nobody waits: the log says what a waiting caller would be told.
            decided.complete(null);
            return;
        }
        try {
            long waited = around.backend().time().nanoTime() - begunNanos;
            Duration left = patience.minusNanos(waited);
            AnswerWait.await(around.backend(), "start of " + group, decided, left.isNegative() ? Duration.ZERO : left);
        } catch (RemotingException e) {
            decided.complete(null);
            log.warn(
                    "{}: brokers have not told yet where the group begins; it starts when they do: {}",
                    group,
                    e.getMessage());
        }
    }

    /**
     * Ends the wait.
     *
     * @param failure of the first steps
     * @return whether the member may consume; otherwise it is to be stopped
     */
    boolean end(@Nullable Throwable failure) {
        if (failure != null && BrokerLink.cause(failure) instanceof StartRefusedException refusal) {
            if (!decided.completeExceptionally(refusal)) {
                log.error("{}: consumes nothing: {}", group, refusal.getMessage());
            }
            return false;
        }
        if (failure != null) {
            log.debug("{}: its first steps failed, which later ones make up for", group, failure);
        }
        decided.complete(null);
        return true;
    }
}
