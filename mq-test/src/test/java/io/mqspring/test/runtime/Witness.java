package io.mqspring.test.runtime;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.SendBackRequest;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Stands at the broker's door and tells what members claim to have done, and what the broker has taken over from them. */
final class Witness implements RequestHandler {

    /** Is told. */
    interface Listener {

        /** A member says that a group has done with everything below an offset. */
        void onCommit(String group, String topic, int queueId, long offset);

        /**
         * The broker keeps a copy of a failed message of a group.
         *
         * @param reconsumeTimes failed deliveries so far
         * @param dead whether it is never delivered again
         */
        void onCopy(String group, String body, int reconsumeTimes, boolean dead);

        /** A message that is to wait has come. */
        void onTimed(String body);

        /**
         * The broker has taken a failed message of a group back, which lies at a position of the log.
         *
         * @param dead whether it is never delivered again
         */
        void onSentBack(String group, long position, boolean dead);
    }

    private final RequestHandler broker;
    private final Listener listener;

    Witness(RequestHandler broker, Listener listener) {
        this.broker = broker;
        this.listener = listener;
    }

    @Override
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        if (request instanceof UpdateConsumerOffsetRequest commit) {
            listener.onCommit(commit.consumerGroup(), commit.topic(), commit.queueId(), commit.offset());
        } else if (request instanceof PullMessageRequest pull && pull.commits()) {
            listener.onCommit(pull.consumerGroup(), pull.topic(), pull.queueId(), pull.commitOffset());
        }
        if (request instanceof SendMessageRequest send
                && MessageProperties.find(send.properties(), PropertyNames.TIMER_DELIVER_MS) != null) {
            listener.onTimed(text(send));
        }
        CompletableFuture<R> answer = broker.handle(context, request);
        if (request instanceof SendMessageRequest send && TopicNames.isRetryTopic(send.topic())) {
            String group = send.topic().substring(TopicNames.RETRY_PREFIX.length());
            boolean dead = send.reconsumeTimes() > send.maxReconsumeTimes();
            String body = text(send);
            String times = MessageProperties.find(send.properties(), PropertyNames.RECONSUME_TIME);
            answer.thenRun(() -> listener.onCopy(group, body, times == null ? 0 : Integer.parseInt(times), dead));
        } else if (request instanceof SendBackRequest back) {
            answer.thenRun(() -> listener.onSentBack(back.group(), back.offset(), back.delayLevel() < 0));
        }
        return answer;
    }

    private static String text(SendMessageRequest send) {
        return StandardCharsets.UTF_8.decode(send.body().duplicate()).toString();
    }
}
