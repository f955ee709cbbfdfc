package io.mqspring.consumer.process;

import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One failed message on its way to a broker: first to the one it came from, then to another, then by naming its place in
 * the log, and from the beginning, until one takes it or nobody waits for it any more. Confined to the loop.
 */
final class RetryTransfer {

    private static final Logger log = LoggerFactory.getLogger(RetryTransfer.class);
    private static final int WAYS = 3;

    private final RetrySender sender;
    private final ProcessQueue window;
    private final FailedMessage failed;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int tries;
    private int way;

    RetryTransfer(RetrySender sender, ProcessQueue window, FailedMessage failed) {
        this.sender = sender;
        this.window = window;
        this.failed = failed;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    void attempt() {
        if (window.isAbandoned()) {
            done.completeExceptionally(new CancellationException("the queue belongs to another member"));
            return;
        }
        tries++;
        ask().whenComplete((response, failure) -> {
            if (failure == null) {
                if (tries > 1) {
                    log.info("{}: failed message {} was handed over at try {}", sender.group(), id(), tries);
                }
                done.complete(null);
            } else {
                next(BrokerLink.cause(failure));
            }
        });
    }

    private void next(@Nullable Throwable failure) {
        if (tries == 1) {
            log.warn(
                    "{}: failed message {} could not be handed over and is kept here, trying again: {}",
                    sender.group(),
                    id(),
                    failure == null ? "no reason" : failure.getMessage());
        }
        // A broker that finds fault with the copy will find it again, but may take the original.
        way = isRefusedForGood(failure) ? WAYS - 1 : (way + 1) % WAYS;
        sender.later(tries, this::attempt);
    }

    private CompletableFuture<?> ask() {
        Optional<String> home = sender.home(failed);
        if (way == WAYS - 1 && home.isPresent()) {
            return sender.sendBack(home.get(), failed);
        }
        List<String> targets = sender.targets(failed);
        if (targets.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException("no broker is known"));
        }
        int index = way == 1 && targets.size() > 1 ? 1 + tries % (targets.size() - 1) : 0;
        return sender.send(targets.get(index), failed);
    }

    private boolean isRefusedForGood(@Nullable Throwable failure) {
        return way != WAYS - 1
                && failure instanceof CommandFailedException refused
                && (refused.code() == ResponseCode.MESSAGE_ILLEGAL || refused.code() == ResponseCode.INVALID_PARAMETER);
    }

    private String id() {
        return failed.view().messageId();
    }
}
