package io.mqspring.test.simulation;

import java.util.ArrayDeque;

/** Tasks that are due and keep their order: those of one simulated thread. Owned by {@link StepQueue}. */
final class Lane {

    private final String name;
    private final boolean eventLoop;
    final ArrayDeque<Step> ready = new ArrayDeque<>();
    /** Whether it stands among the lanes of which one goes next. */
    boolean listed;
    /** Nothing of it runs before, in nanoseconds of the simulation. */
    long pausedUntil;

    Lane(String name, boolean eventLoop) {
        this.name = name;
        this.eventLoop = eventLoop;
    }

    String name() {
        return name;
    }

    boolean isEventLoop() {
        return eventLoop;
    }
}
