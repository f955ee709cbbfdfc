package io.mqspring.test.runtime;

import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.TopicNames;
import io.mqspring.protocol.AckMessageRequest;
import io.mqspring.protocol.ChangeInvisibleTimeRequest;
import io.mqspring.protocol.ChangeInvisibleTimeResponse;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.PopMessageRequest;
import io.mqspring.protocol.PopMessageResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.LocalConnection;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A member of a group that pops, request by request; makes handles as official clients do. On the thread of the test. */
final class PopClient implements RequestHandler {

    final String group;
    private final LocalConnection connection;

    PopClient(EmbeddedBroker broker, String group) {
        this.group = group;
        this.connection = broker.connect(this);
    }

    /** A message that was handed out, with what it is acknowledged by. */
    record Got(MessageView view, String topic, String handle) {

        String body() {
            return new String(view.body(), StandardCharsets.UTF_8);
        }

        int queueId() {
            return view.queue().queueId();
        }

        long offset() {
            return Long.parseLong(handle.split(" ")[7]);
        }
    }

    @Override
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        return new CompletableFuture<>();
    }

    <R extends Response> CompletableFuture<R> ask(Request<R> request) {
        return connection.exchange(request);
    }

    PopMessageRequest wish(String topic, int queueId, int most, long invisible, long poll) {
        return new PopMessageRequest(
                group, topic, queueId, most, invisible, poll, 0, PopMessageRequest.INIT_MIN, "TAG", "*", false, null);
    }

    PopMessageRequest ordered(String topic, int most, long invisible, long poll, @Nullable String attempt) {
        return new PopMessageRequest(
                group, topic, -1, most, invisible, poll, 0, PopMessageRequest.INIT_MIN, "TAG", "*", true, attempt);
    }

    CompletableFuture<EmptyResponse> acknowledge(Got got) {
        return ask(new AckMessageRequest(group, got.topic(), got.queueId(), got.handle(), got.offset()));
    }

    CompletableFuture<ChangeInvisibleTimeResponse> invisible(Got got, long millis) {
        return ask(new ChangeInvisibleTimeRequest(
                group, got.topic(), got.queueId(), got.handle(), got.offset(), millis, false));
    }

    /** What an answer handed out; closes it. */
    List<Got> got(String topic, PopMessageResponse answer) {
        Map<String, String> starts = new HashMap<>();
        for (String entry : answer.startOffsets().split(";")) {
            String[] parts = entry.split(" ");
            if (parts.length == 3) {
                starts.put(parts[0] + "@" + parts[1], parts[2]);
            }
        }
        List<Got> all = new ArrayList<>();
        try (var batch = answer.batch()) {
            for (MessageView view : batch.toViews("b")) {
                String handle = view.propertyOrNull(PropertyNames.POP_CK);
                if (handle == null) {
                    handle = starts.get("0@" + view.queue().queueId()) + " " + answer.popTime() + " "
                            + answer.invisibleMillis() + " " + answer.reviveQueueId() + " 0 b "
                            + view.queue().queueId() + " " + view.offset();
                }
                boolean retried = handle.split(" ")[4].equals("1");
                all.add(new Got(view, retried ? TopicNames.popRetryTopic(group, topic) : topic, handle));
            }
        }
        return all;
    }

    void close() {
        connection.close();
    }
}
