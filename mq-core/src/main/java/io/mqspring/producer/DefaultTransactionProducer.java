package io.mqspring.producer;

import io.mqspring.message.Message;
import io.mqspring.message.MessageIds;
import io.mqspring.message.MessageView;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.protocol.EndTransactionRequest;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.WorkerPool;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RemotingClient;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of one group over any transport. Thread safe. Verdicts are sent one-way, as official clients do: one that
 * gets lost is asked for.
 */
public final class DefaultTransactionProducer implements TransactionProducer {

    private static final Logger log = LoggerFactory.getLogger(DefaultTransactionProducer.class);

    private final DefaultProducer producer;
    private final RemotingClient remoting;
    private final RouteTable routes;
    private final TransactionListener listener;
    private final WorkerPool workers;
    private final CheckQueue checks;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean answers = true;

    /**
     * @param producer sends for the group; this one's alone, closed with it
     * @param workers where checks run
     * @param onClose told once, when this is closed
     */
    public DefaultTransactionProducer(
            DefaultProducer producer,
            RemotingClient remoting,
            RouteTable routes,
            WorkerPool workers,
            TransactionListener listener,
            Runnable onClose) {
        this.producer = producer;
        this.remoting = remoting;
        this.routes = routes;
        this.listener = listener;
        this.workers = workers;
        this.checks = new CheckQueue(workers);
        this.onClose = onClose;
    }

    @Override
    public String group() {
        return producer.group();
    }

    @Override
    public TransactionResult sendInTransaction(Message message) {
        return sendInTransaction(message, listener);
    }

    @Override
    public TransactionResult sendInTransaction(Message message, LocalTransaction work) {
        return conclude(message, producer.sendHalf(message), work);
    }

    @Override
    public CompletableFuture<TransactionResult> sendInTransactionAsync(Message message, LocalTransaction work) {
        return producer.sendHalfAsync(message).thenApplyAsync(half -> conclude(message, half, work), workers);
    }

    private TransactionResult conclude(Message message, SendResult half, LocalTransaction work) {
        long position = MessageIds.physicalOffset(half.offsetMessageId());
        TransactionVerdict verdict = TransactionVerdict.ROLLBACK;
        // What is not stored safely may not survive a crash: the transaction would commit without its message.
        if (half.status() == SendResult.Status.STORED) {
            verdict = Objects.requireNonNull(
                    work.execute(message, half.messageId()), "a local transaction must return a verdict, not null");
        }
        if (verdict != TransactionVerdict.UNKNOWN) {
            tell(message, half, position, verdict);
        }
        return new TransactionResult(half, verdict);
    }

    /** The producer behind, for its life-cycle. */
    public DefaultProducer sender() {
        return producer;
    }

    /**
     * Answers a broker's question, later and on a worker. Any thread.
     *
     * @param broker who asks
     * @param half a copy of the half message in the question
     */
    public void check(Peer broker, CheckTransactionRequest question, MessageView half) {
        if (answers && !checks.offer(() -> answer(broker, question, half))) {
            log.debug("{}: too many checks wait; the one of {} is left to the next time", group(), half.messageId());
        }
    }

    /** Answers no more questions: those that wait are left to the other producers of the group. */
    public void stopAnswering() {
        answers = false;
    }

    @Override
    public void close() {
        stopAnswering();
        if (closed.compareAndSet(false, true)) {
            producer.close();
            onClose.run();
        }
    }

    private void tell(Message message, SendResult half, long position, TransactionVerdict verdict) {
        EndTransactionRequest request = new EndTransactionRequest(
                group(), half.offset(), position, verdict, false, half.messageId(), half.messageId(), message.topic());
        routes.masterAddress(half.queue().brokerName()).ifPresent(address -> remoting.oneWay(address, request));
    }

    private void answer(Peer broker, CheckTransactionRequest question, MessageView half) {
        TransactionVerdict verdict = answers ? ask(half) : TransactionVerdict.UNKNOWN;
        if (verdict == TransactionVerdict.UNKNOWN) {
            return;
        }
        String transactionId = question.transactionId();
        broker.oneWay(new EndTransactionRequest(
                group(),
                question.halfOffset(),
                question.physicalOffset(),
                verdict,
                true,
                half.messageId(),
                transactionId == null ? half.messageId() : transactionId,
                question.topic()));
    }

    private TransactionVerdict ask(MessageView half) {
        try {
            @Nullable TransactionVerdict verdict = listener.check(half);
            if (verdict != null) {
                return verdict;
            }
            log.warn("{}: the check of transaction {} returned nothing, taken as unknown", group(), half.messageId());
        } catch (RuntimeException e) {
            log.warn("{}: the check of transaction {} failed, taken as unknown", group(), half.messageId(), e);
        }
        return TransactionVerdict.UNKNOWN;
    }
}
