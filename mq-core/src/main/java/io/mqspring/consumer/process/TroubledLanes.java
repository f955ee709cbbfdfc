package io.mqspring.consumer.process;

import io.mqspring.consumer.Pulling;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lanes whose oldest message has failed and is not done with, by the window of that message, the one that failed first
 * before the others. Together they may use half of the window: beyond that one of them has to give its oldest message up, so
 * that the queue flows. Confined to the loop.
 */
final class TroubledLanes {

    private final Map<ProcessQueue, Set<Lane>> byWindow = new IdentityHashMap<>();
    private final int maxMessages;
    private final int maxSpan;

    TroubledLanes(Pulling window) {
        this.maxMessages = window.maxCachedMessages() / 2;
        this.maxSpan = window.maxSpan() / 2;
    }

    void add(Lane lane, Trouble trouble) {
        lane.trouble = trouble;
        byWindow.computeIfAbsent(trouble.message().queue(), window -> new LinkedHashSet<>())
                .add(lane);
    }

    /** A lane waits for a message that was postponed: that will be over, and gives nobody's message up. */
    void addPostponed(Lane lane, Trouble trouble) {
        lane.trouble = trouble;
    }

    /** The trouble is over, if there was any. */
    void remove(Lane lane) {
        Trouble trouble = lane.trouble;
        if (trouble == null) {
            return;
        }
        lane.trouble = null;
        trouble.unpark();
        ProcessQueue window = trouble.message().queue();
        Set<Lane> others = byWindow.get(window);
        if (others != null && others.remove(lane) && others.isEmpty()) {
            byWindow.remove(window);
        }
    }

    /**
     * The lane that has to give its oldest message up; null: there is room enough, or who takes it is about to say how it went.
     */
    @Nullable
    Lane oneTooMany(ProcessQueue window) {
        Set<Lane> lanes = byWindow.get(window);
        if (lanes == null) {
            return null;
        }
        InFlight lowest = window.lowest();
        if (window.span() > maxSpan && lowest != null) {
            Lane holding = lowest.lane;
            if (holding != null && lanes.contains(holding) && isParked(holding, lowest)) {
                return holding;
            }
        }
        return heldBy(lanes) > maxMessages ? firstParked(lanes) : null;
    }

    private static int heldBy(Set<Lane> lanes) {
        int messages = 0;
        for (Lane lane : lanes) {
            Trouble trouble = lane.trouble;
            messages += trouble == null || trouble.isGivenUp() ? 0 : lane.size();
        }
        return messages;
    }

    private static @Nullable Lane firstParked(Set<Lane> lanes) {
        for (Lane lane : lanes) {
            Trouble trouble = lane.trouble;
            if (trouble != null && trouble.isParked()) {
                return lane;
            }
        }
        return null;
    }

    private static boolean isParked(Lane lane, InFlight message) {
        Trouble trouble = lane.trouble;
        return trouble != null && trouble.isParked() && trouble.message() == message;
    }
}
