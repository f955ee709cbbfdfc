package io.mqspring.broker.handler.send;

import io.mqspring.broker.delay.ParkedTimers;
import io.mqspring.broker.delay.Recall;
import io.mqspring.broker.delay.RecallRefusedException;
import io.mqspring.broker.delay.TimerScheduler;
import io.mqspring.broker.handler.CommandHandler;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.RecallHandle;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.RecallMessageRequest;
import io.mqspring.protocol.RecallMessageResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.MessageStore;
import io.mqspring.transport.RequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Takes a timed message back. Official brokers write a recall down whether or not there is something to recall; this one looks
 * first, so that its answer says whether the message will be delivered. Repeating a recall is answered as the first time.
 */
final class RecallMessageHandler implements CommandHandler<RecallMessageRequest, RecallMessageResponse> {

    private final MessageStore store;
    private final TimerScheduler timers;
    private final TopicTable topics;
    private final String brokerName;
    private final TimeSource time;

    RecallMessageHandler(
            MessageStore store, TimerScheduler timers, TopicTable topics, String brokerName, TimeSource time) {
        this.store = store;
        this.timers = timers;
        this.topics = topics;
        this.brokerName = brokerName;
        this.time = time;
    }

    @Override
    public CompletableFuture<RecallMessageResponse> handle(RequestContext context, RecallMessageRequest request) {
        if (topics.find(request.topic()) == null) {
            throw Refusal.unknownTopic(request.topic());
        }
        RecallHandle handle = check(request);
        ParkedTimers parked = ParkedTimers.find(store, handle);
        RecallMessageResponse done = new RecallMessageResponse(handle.messageId());
        if (parked.isRecalled()) {
            return CompletableFuture.completedFuture(done);
        }
        Optional<Recall> recall = parked.recall();
        if (recall.isEmpty()) {
            throw illegal("no message with this handle waits here");
        }
        if (parked.isDelivered() || recall.get().due() <= time.wallMillis()) {
            throw tooLate();
        }
        return timers.recall(recall.get()).handle((inTime, failure) -> {
            if (failure != null) {
                throw explain(failure);
            }
            if (!inTime) {
                throw tooLate();
            }
            return done;
        });
    }

    private RecallHandle check(RecallMessageRequest request) {
        RecallHandle handle;
        try {
            handle = RecallHandle.decode(request.recallHandle());
        } catch (IllegalArgumentException e) {
            throw illegal(String.valueOf(e.getMessage()));
        }
        if (!handle.topic().equals(request.topic())) {
            throw illegal("the handle is of topic '" + handle.topic() + "', not of '" + request.topic() + "'");
        }
        if (!handle.brokerName().equals(brokerName)) {
            throw illegal("the message waits at broker '" + handle.brokerName() + "', not at '" + brokerName + "'");
        }
        return handle;
    }

    private static CommandFailedException tooLate() {
        return illegal("it is too late: the message is due");
    }

    private static CommandFailedException illegal(String why) {
        return Refusal.of(ResponseCode.ILLEGAL_OPERATION, "recall failed: " + why);
    }

    private RuntimeException explain(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RecallRefusedException refused
                ? StoreRefusals.explain(refused.refusal(), store.directory())
                : new IllegalStateException(cause);
    }
}
