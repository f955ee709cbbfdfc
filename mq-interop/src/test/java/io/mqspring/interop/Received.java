package io.mqspring.interop;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.MessageListener;
import io.mqspring.message.MessageView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A listener that remembers what it got. Thread safe. */
class Received implements MessageListener {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<MessageView> messages = new CopyOnWriteArrayList<>();

    @Override
    public ConsumeResult consume(List<MessageView> batch) {
        messages.addAll(batch);
        return ConsumeResult.success();
    }

    List<MessageView> messages() {
        return messages;
    }

    List<String> bodies() {
        return messages.stream().map(Received::body).toList();
    }

    /** Waits until so many came, repeated ones counted once. */
    void await(int count) {
        Awaitility.await(count + " messages")
                .atMost(PATIENCE)
                .until(() -> bodies().stream().distinct().count() >= count);
    }

    static String body(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }
}
