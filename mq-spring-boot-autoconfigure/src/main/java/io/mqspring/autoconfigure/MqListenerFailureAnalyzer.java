package io.mqspring.autoconfigure;

import io.mqspring.spring.listener.MqListenerDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which listener cannot work and what to change. */
final class MqListenerFailureAnalyzer extends AbstractFailureAnalyzer<MqListenerDefinitionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MqListenerDefinitionException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
