package io.mqspring.consumer.fetch;

import io.mqspring.consumer.PullConsumer;
import io.mqspring.filter.MessageFilter;
import io.mqspring.filter.TagExpression;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.GetMinOffsetRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SearchOffsetRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.route.RouteTable;
import io.mqspring.route.TopicRoute;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.transport.AnswerWait;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RemotingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Pulls in the caller's thread. Thread safe; stateless but for which replica of a broker to read from. A pull with a filter
 * goes on through messages that do not match until one does or the time is over. Failures are those of the exchange:
 * {@link RemotingException} without an answer, {@link CommandFailedException} when the broker refuses.
 */
public final class DefaultPullConsumer implements PullConsumer {

    /** An answer without messages that took so long was held by a broker that polls shortly: ask it again. */
    private static final Duration HELD = Duration.ofMillis(500);
    /** How much longer than a hold its answer is waited for. */
    private static final Duration HOLD_GRACE = Duration.ofSeconds(10);

    private final String group;
    private final RemotingClient remoting;
    private final RouteTable routes;
    private final ExecutionBackend backend;
    private final Duration timeout;
    private final ConcurrentMap<MessageQueue, Long> suggestedBrokers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param timeout of exchanges that are not held
     */
    public DefaultPullConsumer(
            String group, RemotingClient remoting, RouteTable routes, ExecutionBackend backend, Duration timeout) {
        this.group = TopicNames.checkGroup(group);
        this.remoting = remoting;
        this.routes = routes;
        this.backend = backend;
        this.timeout = timeout;
    }

    @Override
    public List<MessageQueue> queues(String topic) {
        TopicNames.checkTopic(topic);
        return route("queues", topic).readable();
    }

    @Override
    public Batch pull(MessageQueue queue, MessageFilter filter, long offset, int maxMessages, Duration hold) {
        if (offset < 0 || maxMessages < 1 || hold.isNegative()) {
            throw new IllegalArgumentException(
                    "a pull needs an offset of at least 0, at least 1 message and no negative"
                            + " hold, but has offset " + offset + ", " + maxMessages + " messages, hold " + hold);
        }
        long deadline = backend.time().nanoTime() + hold.toNanos();
        long next = offset;
        while (true) {
            long asked = backend.time().nanoTime();
            Duration left = Duration.ofNanos(Math.max(0, deadline - asked));
            Pulled pulled = pullOnce(queue, filter, next, maxMessages, left);
            long now = backend.time().nanoTime();
            boolean goOn = pulled.progressed(next) || now - asked >= HELD.toNanos();
            if (!pulled.batch().messages().isEmpty()
                    || pulled.status() == PullStatus.OFFSET_MOVED
                    || deadline - now <= 0
                    || !goOn) {
                return pulled.batch();
            }
            next = pulled.batch().nextOffset();
        }
    }

    @Override
    public OptionalLong committed(MessageQueue queue) {
        return askMaster(
                        "committed",
                        queue,
                        new QueryConsumerOffsetRequest(group, queue.topic(), queue.queueId(), false))
                .offset();
    }

    @Override
    public void commit(MessageQueue queue, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset must not be negative, but is " + offset);
        }
        UpdateConsumerOffsetRequest request =
                new UpdateConsumerOffsetRequest(group, queue.topic(), queue.queueId(), offset);
        try {
            askMaster("commit", queue, request);
        } catch (CommandFailedException e) {
            if (e.code() != ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST) {
                throw e;
            }
            // Brokers create a group when it pulls, if they create groups at all.
            pull(queue, "*", offset, 1);
            askMaster("commit", queue, request);
        }
    }

    @Override
    public long minOffset(MessageQueue queue) {
        return askMaster("minOffset", queue, new GetMinOffsetRequest(queue.topic(), queue.queueId()))
                .offset();
    }

    @Override
    public long maxOffset(MessageQueue queue) {
        return askMaster("maxOffset", queue, new GetMaxOffsetRequest(queue.topic(), queue.queueId()))
                .offset();
    }

    @Override
    public long offsetAt(MessageQueue queue, Instant time) {
        return askMaster(
                        "offsetAt", queue, new SearchOffsetRequest(queue.topic(), queue.queueId(), time.toEpochMilli()))
                .offset();
    }

    @Override
    public void close() {
        closed = true;
    }

    private Pulled pullOnce(MessageQueue queue, MessageFilter filter, long offset, int maxMessages, Duration hold) {
        refuseWhenClosed();
        AnswerWait.refuseOnEventLoop(backend, "pull");
        int sysFlag = PullMessageRequest.FLAG_SUBSCRIPTION | (hold.isZero() ? 0 : PullMessageRequest.FLAG_SUSPEND);
        PullMessageRequest request = new PullMessageRequest(
                group,
                queue.topic(),
                queue.queueId(),
                offset,
                maxMessages,
                sysFlag,
                0,
                hold.toMillis(),
                filter.toString(),
                0,
                filter.type(),
                Integer.MAX_VALUE,
                false);
        Duration patience = hold.isZero() ? timeout : hold.plus(HOLD_GRACE);
        String address = readAddress(queue);
        CompletableFuture<PullMessageResponse> exchange = remoting.exchange(address, request, patience);
        PullMessageResponse answer;
        try {
            answer = AnswerWait.await(backend, "pull", exchange, patience.plus(timeout));
        } catch (RuntimeException e) {
            // The answer may still come, and then nobody else gives its memory back.
            exchange.thenAccept(late -> late.batch().close());
            throw e;
        }
        suggestedBrokers.put(queue, answer.suggestedBrokerId());
        try (var records = answer.batch()) {
            List<MessageView> views = records.toViews(queue.brokerName()).stream()
                    .filter(view -> !(filter instanceof TagExpression tags)
                            || tags.matches(view.propertyOrNull(PropertyNames.TAGS)))
                    .toList();
            return new Pulled(
                    answer.status(), new Batch(views, answer.nextOffset(), answer.minOffset(), answer.maxOffset()));
        }
    }

    private <R extends Response> R askMaster(String what, MessageQueue queue, Request<R> request) {
        refuseWhenClosed();
        AnswerWait.refuseOnEventLoop(backend, what);
        String address =
                route(what, queue.topic()).masterAddress(queue.brokerName()).orElseThrow(() -> unknownBroker(queue));
        return AnswerWait.await(backend, what, remoting.exchange(address, request, timeout), timeout.plus(HOLD_GRACE));
    }

    private String readAddress(MessageQueue queue) {
        route("pull", queue.topic());
        return routes.readAddress(queue.brokerName(), suggestedBrokers.getOrDefault(queue, 0L))
                .orElseThrow(() -> unknownBroker(queue));
    }

    private TopicRoute route(String what, String topic) {
        refuseWhenClosed();
        AnswerWait.refuseOnEventLoop(backend, what);
        try {
            return AnswerWait.await(backend, what, routes.find(topic), timeout.plus(HOLD_GRACE));
        } catch (CommandFailedException e) {
            if (e.code() != ResponseCode.TOPIC_NOT_EXIST) {
                throw e;
            }
            CommandFailedException unknown = new CommandFailedException(
                    e.code(),
                    "topic '" + topic + "' does not exist: create it, send a first message to it, or correct the name");
            unknown.initCause(e);
            throw unknown;
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new RemotingException(RemotingException.Kind.CLOSED, "the pull consumer of " + group + " is closed");
        }
    }

    private static RemotingException unknownBroker(MessageQueue queue) {
        return new RemotingException(
                RemotingException.Kind.CONNECT_FAILED,
                "no address of broker '" + queue.brokerName() + "' is known, on which queue " + queue + " should be");
    }

    /** One answer. */
    private record Pulled(PullStatus status, Batch batch) {

        boolean progressed(long from) {
            return (status == PullStatus.NOTHING_MATCHED || status == PullStatus.FOUND) && batch.nextOffset() > from;
        }
    }
}
