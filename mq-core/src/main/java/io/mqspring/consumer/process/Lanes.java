package io.mqspring.consumer.process;

import io.mqspring.consumer.Ordering;
import io.mqspring.message.MessageQueue;
import io.mqspring.message.PropertyNames;
import java.util.ArrayList;
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
    private final int callSize;
    private final KeyWatch watch;
    private final Map<Object, Lane> lanes = new LinkedHashMap<>();

    Lanes(String group, Ordering ordering, int callSize) {
        this.byKey = ordering == Ordering.KEY;
        this.callSize = callSize;
        this.watch = new KeyWatch(group);
    }

    /**
     * Puts messages of one window into their lanes, behind what is there.
     *
     * @return lanes that wait for a worker since now
     */
    List<Lane> add(List<InFlight> messages) {
        List<Lane> ready = new ArrayList<>();
        MessageQueue queue = messages.get(0).queue().queue();
        Lane unordered = null;
        int inUnordered = 0;
        for (InFlight message : messages) {
            Object key = byKey ? keyOf(message, queue) : queue;
            Lane lane;
            if (key != null) {
                lane = lanes.computeIfAbsent(key, each -> new Lane(each, true));
            } else {
                if (unordered == null || inUnordered == callSize) {
                    unordered = unordered();
                    inUnordered = 0;
                }
                inUnordered++;
                lane = unordered;
            }
            if (lane.add(message)) {
                ready.add(lane);
            }
        }
        return ready;
    }

    /** A lane of its own for each message, where there is no order. */
    List<Lane> spread(List<InFlight> messages) {
        List<Lane> ready = new ArrayList<>(messages.size());
        for (InFlight message : messages) {
            Lane lane = unordered();
            lane.add(message);
            ready.add(lane);
        }
        return ready;
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

    private Lane unordered() {
        Object key = new Object();
        Lane lane = new Lane(key, false);
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
