package io.mqspring.consumer.pull;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.process.Dispatcher;
import io.mqspring.consumer.process.InFlight;
import io.mqspring.consumer.process.ProcessQueue;
import io.mqspring.message.MessageQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the dispatcher of a message: that of the topic it was first sent to, so that a retried message comes back to the
 * listener that failed. A message of a topic that nobody here listens to goes to the only listener if there is but one;
 * else it is dead-lettered, since nobody can know whose it is. Confined to the client's loop.
 */
final class MessageRouter {

    private static final Logger log = LoggerFactory.getLogger(MessageRouter.class);
    private static final String NO_LISTENER = "no-listener";

    private final String group;
    private final Map<String, Dispatcher> dispatchers;

    MessageRouter(String group, Map<String, Dispatcher> dispatchers) {
        if (dispatchers.isEmpty()) {
            throw new IllegalArgumentException("group " + group + " has no listener");
        }
        this.group = group;
        this.dispatchers = new LinkedHashMap<>(dispatchers);
    }

    /** Hands over messages of one window. */
    void submit(List<InFlight> messages) {
        if (messages.isEmpty()) {
            return;
        }
        Dispatcher own = dispatchers.get(messages.get(0).queue().queue().topic());
        if (own != null) {
            own.submit(messages);
        } else {
            byTopic(messages).forEach(this::submitRetried);
        }
    }

    /** Forgets what no listener has begun of a window that was given up: no worker would begin it, but it keeps its memory. */
    void discard(ProcessQueue window) {
        withdraw(window);
    }

    /**
     * Gives a window up in good order: nothing more of it is begun, except what keeps begun messages from being committed.
     *
     * @return completes when nothing of it runs or is owed any more
     */
    CompletableFuture<Void> windDown(ProcessQueue window) {
        submit(window.windDown(withdraw(window)));
        return window.drained();
    }

    private List<InFlight> withdraw(ProcessQueue window) {
        List<InFlight> withdrawn = new ArrayList<>();
        dispatchers.values().forEach(dispatcher -> withdrawn.addAll(dispatcher.withdraw(window)));
        return withdrawn;
    }

    /** A queue is not consumed until somebody moves the group. */
    void blocked(MessageQueue queue, RuntimeException reason) {
        Dispatcher dispatcher = dispatcher(queue.topic());
        if (dispatcher != null) {
            dispatcher.blocked(queue, reason);
        }
    }

    /** Takes results that wait for a wake-up. */
    void collect() {
        dispatchers.values().forEach(Dispatcher::collect);
    }

    /** Looks for listener calls that last too long. */
    void watch() {
        dispatchers.values().forEach(Dispatcher::watch);
    }

    private void submitRetried(String topic, List<InFlight> messages) {
        Dispatcher dispatcher = dispatcher(topic);
        if (dispatcher != null) {
            dispatcher.submit(messages);
            return;
        }
        log.warn(
                "{}: {} retried messages of topic {} go to the dead-letter topic: no listener of the group has that topic",
                group,
                messages.size(),
                topic);
        Dispatcher any = dispatchers.values().iterator().next();
        messages.forEach(message -> any.reject(message, new ConsumeResult.Reject(NO_LISTENER, null)));
    }

    private @Nullable Dispatcher dispatcher(String topic) {
        Dispatcher own = dispatchers.get(topic);
        return own == null && dispatchers.size() == 1
                ? dispatchers.values().iterator().next()
                : own;
    }

    private static Map<String, List<InFlight>> byTopic(List<InFlight> messages) {
        Map<String, List<InFlight>> runs = new LinkedHashMap<>();
        for (InFlight message : messages) {
            runs.computeIfAbsent(message.view().topic(), topic -> new ArrayList<>())
                    .add(message);
        }
        return runs;
    }
}
