package io.mqspring.consumer.process;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that messages wait in: one for each queue, or one for each sharding key. A lane appears with its first message
 * and is gone when it is idle. A queue that is given up and comes back finds its lane, if a call of before still runs in it:
 * two never run at once. Confined to the loop.
 */
final class Lanes {

    private final boolean byKey;
    private final Batching batching;
    private final LingeringLanes lingering;
    private final KeyWatch watch;
    private final Map<Object, Lane> lanes = new LinkedHashMap<>();
    /** The youngest lane without an order, by window: what comes next makes its call whole, as long as it waits for that. */
    private final Map<ProcessQueue, Lane> unordered = new IdentityHashMap<>();

    Lanes(String group, SubscriptionSettings settings, LingeringLanes lingering) {
        this.byKey = settings.ordering() == Ordering.KEY;
        this.batching = settings.batching();
        this.lingering = lingering;
        this.watch = new KeyWatch(group);
    }

    /**
     * Puts messages of one window into their lanes, behind what is there. Lanes that wait for more are watched.
     *
     * @return lanes that wait for a worker since now
     */
    List<Lane> add(List<InFlight> messages) {
        List<Lane> ready = new ArrayList<>();
        ProcessQueue window = messages.get(0).queue();
        MessageQueue queue = window.queue();
        Lane youngest = unordered.get(window);
        if (youngest != null && !youngest.isLingering()) {
            unordered.remove(window);
        }
        for (InFlight message : messages) {
            Object key = byKey ? keyOf(message, queue) : queue;
            Lane lane = key != null
                    ? lanes.computeIfAbsent(key, each -> new Lane(each, true, batching))
                    : unorderedWithRoom(window);
            if (lane.add(message)) {
                ready.add(lane);
            } else {
                lingering.watch(lane);
            }
        }
        return ready;
    }

    /** A lane of its own for each message, where there is no order. */
    List<Lane> spread(List<InFlight> messages) {
        List<Lane> ready = new ArrayList<>(messages.size());
        for (InFlight message : messages) {
            Lane lane = newUnordered(Batching.NONE);
            lane.add(message);
            ready.add(lane);
        }
        return ready;
    }

    /** Forgets what waits of a window. */
    void discard(ProcessQueue window) {
        unordered.remove(window);
    }

    /** All lanes that hold something or are in somebody's hand. */
    List<Lane> all() {
        return List.copyOf(lanes.values());
    }

    /** Forgets a lane that is idle. */
    void forgetIfIdle(Lane lane) {
        if (lane.isIdle()) {
            lanes.remove(lane.key(), lane);
        }
    }

    int size() {
        return lanes.size();
    }

    /** A lane whose call has room for one more; those of earlier pulls take more only while they wait for it. */
    private Lane unorderedWithRoom(ProcessQueue window) {
        Lane youngest = unordered.get(window);
        if (youngest == null || youngest.size() >= batching.size()) {
            youngest = newUnordered(batching);
            unordered.put(window, youngest);
        }
        return youngest;
    }

    private Lane newUnordered(Batching calls) {
        Object key = new Object();
        Lane lane = new Lane(key, false, calls);
        lanes.put(key, lane);
        return lane;
    }

    private @Nullable String keyOf(InFlight message, MessageQueue queue) {
        String key = message.view().propertyOrNull(PropertyNames.SHARDING_KEY);
        if (key == null || key.isEmpty()) {
            return null;
        }
        watch.seen(key, queue);
        return key;
    }
}
