package io.mqspring.autoconfigure.embedded;

import io.mqspring.transport.AddressUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says that the broker's port or address cannot be had. */
final class PortFailureAnalyzer extends AbstractFailureAnalyzer<AddressUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AddressUnavailableException cause) {
        return new FailureAnalysis(
                "The embedded broker cannot listen on " + cause.host() + ":" + cause.port() + ": " + cause.getMessage(),
                "Stop whatever listens there, set mq.embedded.port to another port (0 takes any free one), or remove it:"
                        + " without it no port is opened. Check mq.embedded.address, if it is set.",
                cause);
    }

    private static String reason(AddressUnavailableException cause) {
        Throwable reason = cause.getCause();
        return String.valueOf(reason == null ? cause.getMessage() : reason.getMessage());
    }
}
