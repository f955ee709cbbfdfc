package io.mqspring.runtime;

import org.slf4j.LoggerFactory;

/** Reports faults to the log; stateless. */
enum LoggingFaultHandler implements FaultHandler {
    INSTANCE;

    @Override
    public void onFault(String where, Throwable fault) {
        LoggerFactory.getLogger(FaultHandler.class).error("Unexpected failure on {}", where, fault);
    }
}
