package io.mqspring.autoconfigure.embedded;

import io.mqspring.store.disk.DirectoryInUseException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says who has the data directory. */
final class DirectoryInUseFailureAnalyzer extends AbstractFailureAnalyzer<DirectoryInUseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DirectoryInUseException cause) {
        return new FailureAnalysis(
                "The data directory '" + cause.directory() + "' is in use by " + cause.holder() + ".",
                "Stop that process, give this application its own mq.embedded.data-dir, or let it share the other's"
                        + " broker: set mq.embedded.port=9876 there and mq.name-server=localhost:9876 here.",
                cause);
    }
}
