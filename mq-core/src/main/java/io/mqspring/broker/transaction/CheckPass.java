package io.mqspring.broker.transaction;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageView;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.ReadStatus;
import io.mqspring.store.RecordFilter;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk over the open half messages, a run of them at a time so that others get their turn. One that is due goes to the
 * end of the half queue with its count of checks raised, and a producer of its group is asked; after the last check it is
 * given up. While nobody can be asked it stays where it is, and is not counted. Confined to the broker's serial executor.
 */
final class CheckPass {

    private static final Logger log = LoggerFactory.getLogger(CheckPass.class);
    private static final int RUN = 64;
    private static final int RUN_BYTES = 1024 * 1024;
    /** An open message so far behind the newest is moved up: what lies between is remembered, and read at a start. */
    private static final long LONGEST_SPAN = 100_000;

    private final MessageStore store;
    private final SerialExecutor executor;
    private final HostAddress storeHost;
    private final TransactionRules rules;
    private final OpenTransactions transactions;
    private final CheckBacks checkBacks;
    private final long now;
    private final long end;
    private long next;
    private boolean running = true;
    private boolean failed;
    /** Appends of this run that are not confirmed, and the run itself. */
    private int unconfirmed;

    /**
     * @param now wall clock, milliseconds
     */
    CheckPass(
            MessageStore store,
            SerialExecutor executor,
            HostAddress storeHost,
            TransactionRules rules,
            OpenTransactions transactions,
            CheckBacks checkBacks,
            long now) {
        this.store = store;
        this.executor = executor;
        this.storeHost = storeHost;
        this.rules = rules;
        this.transactions = transactions;
        this.checkBacks = checkBacks;
        this.now = now;
        this.end = store.maxOffset(TopicNames.HALF_TOPIC, 0);
    }

    boolean isRunning() {
        return running;
    }

    void start() {
        next = transactions.lowest();
        step();
    }

    private void step() {
        next = transactions.nextOpen(next);
        if (next >= end || failed) {
            running = false;
            return;
        }
        unconfirmed = 1;
        ReadResult result = store.read(TopicNames.HALF_TOPIC, 0, next, RUN, RUN_BYTES, RecordFilter.ALL);
        if (result.status() == ReadStatus.AT_END || result.status() == ReadStatus.TOO_LARGE) {
            next = end;
        } else {
            try (var batch = result.batch()) {
                batch.slices().forEach(this::visit);
            }
            lose(Math.min(end, result.nextOffset()));
        }
        confirmed();
    }

    private void visit(ByteBuffer slice) {
        int at = slice.position();
        while (at < slice.limit() && next < end) {
            long offset = RecordFormat.queueOffset(slice, at);
            lose(Math.min(end, offset));
            if (next < end
                    && now - RecordFormat.storeTimestamp(slice, at)
                            < rules.timeout().toMillis()) {
                // Younger than anything that is asked about, and so are all behind it.
                next = end;
            } else if (next < end) {
                next = offset + 1;
                if (!transactions.isSettled(offset)) {
                    consider(slice, at);
                }
            }
            at += RecordFormat.totalSize(slice, at);
        }
    }

    /** Passes over offsets up to a limit whose records cannot be read any more. */
    private void lose(long limit) {
        for (; next < limit; next++) {
            if (!transactions.isSettled(next)) {
                log.warn(
                        "The half message at {} of {} cannot be read any more: an open transaction is lost",
                        next,
                        TopicNames.HALF_TOPIC);
                transactions.drop(next);
            }
        }
    }

    private void consider(ByteBuffer slice, int at) {
        byte[] copy = new byte[RecordFormat.totalSize(slice, at)];
        slice.get(at, copy);
        HalfMessage half =
                HalfMessage.of(MessageView.of(copy, checkBacks.brokerName())).orElse(null);
        if (half == null || transactions.isStray(half)) {
            transactions.drop(RecordFormat.queueOffset(slice, at));
        } else if (transactions.isIdle(half)) {
            consider(half);
        }
    }

    private void consider(HalfMessage half) {
        boolean due = half.isDue(now, rules.timeout().toMillis());
        boolean askable = due && checkBacks.canAsk(half.group());
        boolean old = now - half.storeTimestamp() > rules.longestStay();
        if ((due || old) && half.checks() >= rules.maxChecks()) {
            giveUp(half);
        } else if (askable || old) {
            writeAgain(half, half.checks() + 1, askable);
        } else if (end - half.offset() > LONGEST_SPAN) {
            writeAgain(half, half.checks(), false);
        }
    }

    private void writeAgain(HalfMessage half, int checks, boolean ask) {
        RecordContent content = half.again(checks, storeHost);
        append(content, new Confirmation() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                if (transactions.replaced(half, queueOffset) && ask) {
                    checkBacks.ask(
                            half.group(),
                            half.question(
                                    content, queueOffset, physicalOffset, storeTimestamp, checkBacks.brokerName()));
                }
            }
        });
    }

    private void giveUp(HalfMessage half) {
        if (transactions.claim(half) != OpenTransactions.Claim.TAKEN) {
            return;
        }
        append(half.givenUp(storeHost), new Confirmation() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                log.warn(
                        "The {} is given up after {} checks; it lies at offset {} of {}",
                        half,
                        half.checks(),
                        queueOffset,
                        TopicNames.UNSETTLED_TOPIC);
                transactions.end(half, () -> {});
            }

            @Override
            public void onRefused() {
                transactions.release(half);
            }
        });
    }

    /** What follows an append, on the executor. */
    private interface Confirmation {

        void onAppended(long physicalOffset, long queueOffset, long storeTimestamp);

        default void onRefused() {}
    }

    private void append(RecordContent content, Confirmation confirmation) {
        unconfirmed++;
        store.append(content, true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                submit(() -> {
                    confirmation.onAppended(physicalOffset, queueOffset, storeTimestamp);
                    confirmed();
                });
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                submit(() -> {
                    confirmation.onRefused();
                    failed(refusal);
                });
            }
        });
    }

    private void failed(AppendRefusal refusal) {
        if (!failed && refusal != AppendRefusal.CLOSED) {
            log.warn("Open transactions cannot be checked now, because nothing can be stored ({})", refusal);
        }
        failed = true;
        confirmed();
    }

    /** A part of the run is done; the last one begins the next run. */
    private void confirmed() {
        unconfirmed--;
        if (unconfirmed == 0) {
            submit(this::step);
        }
    }

    private void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Justification: the broker is closed; what is open is found again at the next start.
            log.trace("checks end");
        }
    }
}
