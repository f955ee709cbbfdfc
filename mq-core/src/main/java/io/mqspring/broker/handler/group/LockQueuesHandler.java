package io.mqspring.broker.handler.group;

import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.lock.LocksUnavailableException;
import io.mqspring.broker.lock.QueueLocks;
import io.mqspring.broker.topic.Topic;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.LockQueuesResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Locks queues for a member of a group. Queues that are not here are not locked, so they take no memory. Answers when it is on disk. */
final class LockQueuesHandler implements CommandHandler<LockQueuesRequest, LockQueuesResponse> {

    private final QueueLocks locks;
    private final TopicTable topics;
    private final String brokerName;

    LockQueuesHandler(QueueLocks locks, TopicTable topics, String brokerName) {
        this.locks = locks;
        this.topics = topics;
        this.brokerName = brokerName;
    }

    @Override
    public CompletableFuture<LockQueuesResponse> handle(RequestContext context, LockQueuesRequest request) {
        Refusal.checkGroupName(request.consumerGroup());
        List<MessageQueue> here = request.queues().stream().filter(this::isHere).toList();
        return locks.lock(
                        request.consumerGroup(),
                        request.clientId(),
                        !context.peer().isInThisJvm(),
                        here)
                .handle(LockQueuesHandler::answer);
    }

    private static LockQueuesResponse answer(@Nullable List<MessageQueue> held, @Nullable Throwable failure) {
        if (held != null) {
            return new LockQueuesResponse(held);
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof LocksUnavailableException) {
            throw Refusal.of(ResponseCode.SYSTEM_ERROR, String.valueOf(cause.getMessage()));
        }
        throw new CompletionException(cause);
    }

    private boolean isHere(MessageQueue queue) {
        Topic topic = topics.find(queue.topic());
        return topic != null
                && queue.brokerName().equals(brokerName)
                && queue.queueId() >= 0
                && queue.queueId() < topic.readQueues();
    }
}
