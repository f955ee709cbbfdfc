package io.mqspring.autoconfigure.embedded;

import io.mqspring.store.StoreException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the data directory cannot be used. */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StoreException cause) {
        return new FailureAnalysis(
                "The embedded broker cannot use its data directory: " + cause.getMessage(),
                "Make the directory readable and writable for the user that runs this application and mend what the"
                        + " description names, or set mq.embedded.data-dir to another directory.",
                cause);
    }
}
