package io.github.appliedset.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a {@link MigrationDataSourceException}. */
final class MigrationDataSourceFailureAnalyzer extends AbstractFailureAnalyzer<MigrationDataSourceException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MigrationDataSourceException cause) {
        return new FailureAnalysis(
                "applied-set does not know which database to migrate. " + cause.getMessage(),
                "Mark one with @AppliedSetDataSource or @Primary, or set applied-set.url.\n\n"
                        + "See docs/reference/errors.md#which-datasource",
                cause);
    }
}
