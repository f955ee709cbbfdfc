package io.mqspring.autoconfigure;

import io.mqspring.spring.core.UnknownTransactionGroupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which name is wrong and what to change. */
final class UnknownTransactionGroupFailureAnalyzer extends AbstractFailureAnalyzer<UnknownTransactionGroupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownTransactionGroupException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
