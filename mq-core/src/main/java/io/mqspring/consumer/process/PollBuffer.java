package io.mqspring.consumer.process;

import io.mqspring.consumer.ConsumeResult;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.MessageView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what was pulled until it is polled for. A message that was handed out is unfinished until {@link #settle}: until then
 * it counts for flow control, and a queue that moves to another member waits for it. Queues take turns. Confined to the
 * client's loop, except {@link #active} and {@link #next}.
 */
public final class PollBuffer implements Dispatcher {

    /** In the order of turns. */
    private final Map<MessageQueue, ArrayDeque<InFlight>> waiting = new LinkedHashMap<>();

    private final Set<MessageQueue> paused = new HashSet<>();
    private final Map<MessageQueue, RuntimeException> troubles = new HashMap<>();
    private final Runnable arrival;
    /** Behind the last message handed out. */
    private final Map<MessageQueue, Long> next = new ConcurrentHashMap<>();

    private List<InFlight> handed = new ArrayList<>();
    private volatile int active;

    /**
     * @param arrival run when there is something that was not there before
     */
    public PollBuffer(Runnable arrival) {
        this.arrival = arrival;
    }

    @Override
    public void submit(List<InFlight> messages) {
        for (InFlight message : messages) {
            waiting.computeIfAbsent(message.queue().queue(), queue -> new ArrayDeque<>())
                    .addLast(message);
        }
        arrival.run();
    }

    @Override
    public List<InFlight> withdraw(ProcessQueue window) {
        List<InFlight> withdrawn = new ArrayList<>();
        next.remove(window.queue());
        ArrayDeque<InFlight> messages = waiting.get(window.queue());
        if (messages != null) {
            messages.removeIf(message -> message.queue() == window && withdrawn.add(message));
            if (messages.isEmpty()) {
                waiting.remove(window.queue());
            }
        }
        return withdrawn;
    }

    /** There is no failure when nobody is called. */
    @Override
    public void reject(InFlight message, ConsumeResult.Reject rejection) {
        throw new IllegalStateException("message " + message.offset() + " was rejected, but is only polled for");
    }

    /** Results come with {@link #settle}. */
    @Override
    public void collect() {
        return;
    }

    @Override
    public void blocked(MessageQueue queue, RuntimeException reason) {
        troubles.put(queue, reason);
        arrival.run();
    }

    /** A queue has a new position, or is not owned any more. */
    public void clear(MessageQueue queue) {
        troubles.remove(queue);
    }

    /** Messages handed out and not settled. Any thread. */
    @Override
    public int active() {
        return active;
    }

    /** Keeps a queue's messages back. */
    public void pause(MessageQueue queue) {
        paused.add(queue);
    }

    /** Gives them out again. */
    public void resume(MessageQueue queue) {
        paused.remove(queue);
        arrival.run();
    }

    /** Why a queue that is not paused cannot be polled at all, if there is one. */
    public Optional<RuntimeException> trouble() {
        return troubles.entrySet().stream()
                .filter(trouble -> !paused.contains(trouble.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether there is something to hand out. */
    public boolean isReady() {
        for (MessageQueue queue : waiting.keySet()) {
            if (!paused.contains(queue)) {
                return true;
            }
        }
        return false;
    }

    /** Hands out messages, at most so many: as far as it goes of the queue whose turn it is, then of the next. */
    public List<MessageView> take(int max) {
        List<MessageView> taken = new ArrayList<>();
        for (MessageQueue queue : List.copyOf(waiting.keySet())) {
            if (taken.size() < max && !paused.contains(queue)) {
                takeFrom(queue, max, taken);
            }
        }
        active = handed.size();
        return taken;
    }

    private void takeFrom(MessageQueue queue, int max, List<MessageView> taken) {
        ArrayDeque<InFlight> messages = waiting.remove(queue);
        if (messages == null) {
            return;
        }
        InFlight message = null;
        while (taken.size() < max && (message = messages.pollFirst()) != null) {
            if (message.queue().tryBegin(message)) {
                handed.add(message);
                next.put(queue, message.offset() + 1);
                taken.add(message.view());
            } else {
                message.queue().ended(message);
            }
        }
        if (!messages.isEmpty()) {
            waiting.put(queue, messages);
        }
    }

    /** What was handed out is done with. */
    public void settle() {
        settle(handed);
        handed = new ArrayList<>();
        active = 0;
    }

    /** What was handed out of a queue below an offset is done with. */
    public void settle(MessageQueue queue, long offset) {
        List<InFlight> done = new ArrayList<>();
        List<InFlight> left = new ArrayList<>();
        for (InFlight message : handed) {
            boolean isDone = message.queue().queue().equals(queue) && message.offset() < offset;
            (isDone ? done : left).add(message);
        }
        settle(done);
        handed = left;
        active = handed.size();
    }

    private static void settle(List<InFlight> messages) {
        ProcessQueue told = null;
        for (InFlight message : messages) {
            if (told != null && told != message.queue()) {
                told.tell();
            }
            told = message.queue();
            told.finish(message);
        }
        if (told != null) {
            told.tell();
        }
    }

    /** What was handed out has not reached anybody: it is the first to be handed out again. */
    public void takeBack() {
        for (int i = handed.size() - 1; i >= 0; i--) {
            InFlight message = handed.get(i);
            message.queue().ended(message);
            next.remove(message.queue().queue());
            if (!message.queue().isGivenUp()) {
                waiting.computeIfAbsent(message.queue().queue(), queue -> new ArrayDeque<>())
                        .addFirst(message);
            }
        }
        handed = new ArrayList<>();
        active = 0;
        arrival.run();
    }

    /** Waits for nothing that was handed out: it stays unfinished. */
    public void abandon() {
        handed.forEach(message -> message.queue().ended(message));
        handed = new ArrayList<>();
        active = 0;
    }

    /** Waits for nothing of a queue that was handed out: it stays unfinished. */
    public void abandon(MessageQueue queue) {
        List<InFlight> left = new ArrayList<>();
        for (InFlight message : handed) {
            if (message.queue().queue().equals(queue)) {
                message.queue().ended(message);
            } else {
                left.add(message);
            }
        }
        handed = left;
        active = handed.size();
    }

    /** The offset behind the last message handed out of a queue; empty: none since it has its position. Any thread. */
    public OptionalLong next(MessageQueue queue) {
        Long offset = next.get(queue);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }
}
