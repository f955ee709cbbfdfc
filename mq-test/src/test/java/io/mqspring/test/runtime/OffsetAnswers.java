package io.mqspring.test.runtime;

import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.QueryConsumerOffsetRequest;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.RemotingClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A member's way to the broker; remembers where the group was when the member last asked. */
final class OffsetAnswers implements RemotingClient {

    private final RemotingClient network;
    private final Map<MessageQueue, Long> answers = new HashMap<>();

    OffsetAnswers(RemotingClient network) {
        this.network = network;
    }

    /** The committed offset as the member was last told; 0 if never. */
    long of(MessageQueue queue) {
        return answers.getOrDefault(queue, 0L);
    }

    @Override
    public <R extends Response> CompletableFuture<R> exchange(String address, Request<R> request, Duration timeout) {
        CompletableFuture<R> answer = network.exchange(address, request, timeout);
        if (request instanceof QueryConsumerOffsetRequest question) {
            // First of all dependents: known before the member goes on.
            return answer.thenApply(response -> {
                note(question, (QueryConsumerOffsetResponse) response);
                return response;
            });
        }
        return answer;
    }

    @Override
    public void oneWay(String address, Request<?> request) {
        network.oneWay(address, request);
    }

    @Override
    public void close() {
        network.close();
    }

    private void note(QueryConsumerOffsetRequest question, QueryConsumerOffsetResponse response) {
        response.offset()
                .ifPresent(offset -> answers.put(
                        new MessageQueue(question.topic(), RuntimeWorld.BROKER_NAME, question.queueId()), offset));
    }
}
