package io.mqspring.broker.transaction;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.message.HostAddress;
import io.mqspring.message.TopicNames;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.store.WaitingRecords;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions by their producers' verdicts, and has producers asked that do not give one. State is confined to the
 * broker's serial executor; {@link #settle} and {@link #open} may be called from any thread.
 */
public final class TransactionCoordinator implements WaitingRecords {

    /** The group whose committed offsets tell how far the half queue and the op queue are done with. */
    public static final String GROUP = "CID_RMQ_SYS_TRANS";

    private static final Logger log = LoggerFactory.getLogger(TransactionCoordinator.class);
    private static final Duration NOTE_INTERVAL = Duration.ofSeconds(5);

    private final MessageStore store;
    private final SerialExecutor executor;
    private final TimeSource time;
    private final HostAddress storeHost;
    private final String brokerName;
    private final TransactionRules rules;
    private final ConsumerOffsets offsets;
    private final ProducerGroups producers;
    private final Topics topics;
    private @Nullable OpenTransactions transactions;
    private @Nullable CheckPass pass;
    private volatile long open;
    private volatile boolean closed;

    /** Makes sure that the topic of a committed message exists. */
    @FunctionalInterface
    public interface Topics {

        /** Creates a topic with at least so many queues if it does not exist. */
        void ensure(String topic, int queues);
    }

    /**
     * @param brokerName told to producers that are asked
     * @param offsets where progress is committed
     */
    public TransactionCoordinator(
            MessageStore store,
            SerialExecutor executor,
            TimeSource time,
            HostAddress storeHost,
            String brokerName,
            TransactionRules rules,
            ConsumerOffsets offsets,
            ProducerGroups producers,
            Topics topics) {
        this.store = store;
        this.executor = executor;
        this.time = time;
        this.storeHost = storeHost;
        this.brokerName = brokerName;
        this.rules = rules;
        this.offsets = offsets;
        this.producers = producers;
        this.topics = topics;
    }

    /** Finds out what is open and begins to ask. Before anything is served; reads the log as far as it must. */
    public void start() {
        TransactionRecovery.Recovered recovered = TransactionRecovery.run(
                store,
                offsets.committed(GROUP, TopicNames.HALF_TOPIC, 0),
                offsets.committed(GROUP, TopicNames.OP_TOPIC, 0));
        executor.execute(() -> {
            OpLog ops = new OpLog(store, executor, time, storeHost);
            ops.restore(recovered.ops(), recovered.opEnd());
            OpenTransactions found = new OpenTransactions(recovered.settled(), recovered.copies(), ops);
            transactions = found;
            recovered.replaced().forEach(found::drop);
            note();
            // At once, because what retention is about to take must be written again before it does.
            check();
        });
        executor.scheduleWithFixedDelay(this::check, rules.interval());
        executor.scheduleWithFixedDelay(this::note, NOTE_INTERVAL);
    }

    /** The half messages that may be open, and the records that tell a start which are. */
    @Override
    public void forEach(Place place) {
        keep(TopicNames.HALF_TOPIC, place);
        keep(TopicNames.OP_TOPIC, place);
    }

    private void keep(String topic, Place place) {
        offsets.committed(GROUP, topic, 0).ifPresent(noted -> place.at(topic, 0, noted));
    }

    /** How many half messages waited for a verdict when this was last counted, some seconds ago. */
    public long open() {
        return open;
    }

    /** When producers are asked. */
    public TransactionRules rules() {
        return rules;
    }

    /** Ends a transaction, of which any copy of the half message may be given, unless the verdict is that it is unknown. */
    public void settle(HalfMessage half, TransactionVerdict verdict, SettleCallback callback) {
        executor.execute(() -> {
            if (verdict == TransactionVerdict.UNKNOWN) {
                callback.onSettled();
            } else {
                end(half, verdict == TransactionVerdict.COMMIT, callback);
            }
        });
    }

    /** Writes its progress down, once the executor comes to it, and asks nobody from now on. */
    public void close() {
        submit(this::note);
        closed = true;
    }

    private void end(HalfMessage half, boolean commit, SettleCallback callback) {
        OpenTransactions all = transactions();
        String topic = half.topic();
        if (topic == null) {
            callback.onNoTopic();
        } else if (all.claim(half) != OpenTransactions.Claim.TAKEN) {
            callback.onSettledBefore();
        } else if (commit) {
            topics.ensure(topic, half.queueId() + 1);
            store.append(half.committed(topic, storeHost), true, new AppendCallback() {
                @Override
                public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                    submit(() -> {
                        all.end(half, () -> {});
                        callback.onSettled();
                    });
                }

                @Override
                public void onRefused(AppendRefusal refusal) {
                    submit(() -> {
                        all.release(half);
                        callback.onRefused(refusal);
                    });
                }
            });
        } else {
            all.end(half, callback::onSettled);
        }
    }

    private void check() {
        CheckPass running = pass;
        if (closed || (running != null && running.isRunning())) {
            return;
        }
        CheckBacks checkBacks = new CheckBacks(producers, brokerName);
        pass = new CheckPass(store, executor, storeHost, rules, transactions(), checkBacks, time.wallMillis());
        pass.start();
    }

    private void note() {
        OpenTransactions all = transactions();
        long end = store.maxOffset(TopicNames.HALF_TOPIC, 0);
        open = all.openBelow(end);
        if (end > 0) {
            offsets.commit(GROUP, TopicNames.HALF_TOPIC, 0, all.lowest());
            offsets.commit(GROUP, TopicNames.OP_TOPIC, 0, all.firstNeededOp());
        }
    }

    private OpenTransactions transactions() {
        executor.assertCurrent();
        OpenTransactions all = transactions;
        if (all == null) {
            throw new IllegalStateException("not started");
        }
        return all;
    }

    private void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Justification: the broker is closed; the next start finds in the log what was not noted here.
            log.trace("transactions end");
        }
    }
}
