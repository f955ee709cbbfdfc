package io.mqspring.runtime;

/** Where the not-understood goes: an exception that no one on the way could translate or act on. Thread safe. */
@FunctionalInterface
public interface FaultHandler {

    /**
     * @param where the executor or component that met the fault
     * @param fault what was thrown
     */
    void onFault(String where, Throwable fault);

    /** Logs the fault at error level with its stack. */
    static FaultHandler logging() {
        return LoggingFaultHandler.INSTANCE;
    }
}
