package io.mqspring.test.simulation;

import java.util.ArrayList;
import java.util.List;

/** Record batches that were handed to a node and not closed by it. A node that crashes owes nothing. */
final class OpenLeases {

    private final List<SimulatedNode> holders = new ArrayList<>();

    /** Opens a lease; the result ends it. */
    Runnable open(SimulatedNode holder) {
        holders.add(holder);
        return () -> holders.remove(holder);
    }

    /** How many are open on nodes that have not crashed. */
    long count() {
        return holders.stream().filter(holder -> !holder.isCrashed()).count();
    }
}
