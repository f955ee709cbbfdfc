package io.mqspring.test.runtime;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ClaimQueueRequest;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.ReleaseQueueRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A member's way to the broker; remembers where the group was when the member last asked. */
final class OffsetAnswers implements RemotingClient {

    private final RemotingClient network;
    private final Map<MessageQueue, Long> answers = new HashMap<>();
    /** Questions that wait for an answer. */
    private final Map<MessageQueue, Integer> open = new HashMap<>();

    private final Set<MessageQueue> answeredBesideOthers = new HashSet<>();
    /** Queues that the member consumes: what it asks of them then is not where to begin. */
    private final Set<MessageQueue> begun = new HashSet<>();

    OffsetAnswers(RemotingClient network) {
        this.network = network;
    }

    /** The committed offset as the member was last told; 0 if never. */
    long of(MessageQueue queue) {
        return answers.getOrDefault(queue, 0L);
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout) {
        if (request instanceof PullMessageRequest pull) {
            begun.add(queue(pull.topic(), pull.queueId()));
        } else if (request instanceof ClaimQueueRequest claim) {
            begun.remove(queue(claim.topic(), claim.queueId()));
        } else if (request instanceof ReleaseQueueRequest release) {
            begun.remove(queue(release.topic(), release.queueId()));
        } else if (request instanceof QueryConsumerOffsetRequest question
                && !begun.contains(queue(question.topic(), question.queueId()))) {
            MessageQueue queue = queue(question.topic(), question.queueId());
            open.merge(queue, 1, Integer::sum);
            // First of all dependents: known before the member goes on.
            return network.exchange(address, request, timeout).whenComplete((response, failure) -> {
                boolean alone = open.merge(queue, -1, Integer::sum) == 0;
                if (response instanceof QueryConsumerOffsetResponse told && !begun.contains(queue)) {
                    note(queue, told, alone);
                }
            });
        }
        return network.exchange(address, request, timeout);
    }

    @Override
    public void oneWay(String address, Request<?> request) {
        network.oneWay(address, request);
    }

    @Override
    public void close() {
        network.close();
    }

    private static MessageQueue queue(String topic, int queueId) {
        return new MessageQueue(topic, RuntimeWorld.BROKER_NAME, queueId);
    }

    /** Which of several answers the member goes by is not known: the lowest holds. */
    private void note(MessageQueue queue, QueryConsumerOffsetResponse told, boolean alone) {
        boolean follows = alone && !answeredBesideOthers.remove(queue);
        if (!alone) {
            answeredBesideOthers.add(queue);
        }
        // A broker that died may have lost what was committed, and then says that there is nothing.
        answers.merge(queue, told.offset().orElse(0), (before, now) -> follows ? now : Math.min(before, now));
    }
}
