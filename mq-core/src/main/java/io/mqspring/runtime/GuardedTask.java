package io.mqspring.runtime;

/** A task whose exception goes to a fault handler instead of its thread. */
record GuardedTask(Runnable task, String where, FaultHandler faults) implements Runnable {

    @Override
    public void run() {
        try {
            task.run();
        } catch (Throwable t) {
            faults.onFault(where, t);
        }
    }
}
