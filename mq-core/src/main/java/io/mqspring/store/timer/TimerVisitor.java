package io.mqspring.store.timer;

/** Sees timers, in no particular order. */
@FunctionalInterface
public interface TimerVisitor {

    void visit(long due, long offset);
}
