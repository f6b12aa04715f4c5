package io.github.appliedset.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows an {@link AppliedSetConfigurationException} as what is wrong and what to do. */
final class AppliedSetConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<AppliedSetConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AppliedSetConfigurationException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), cause.action() + "\n\n" + cause.reference(), cause);
    }
}
