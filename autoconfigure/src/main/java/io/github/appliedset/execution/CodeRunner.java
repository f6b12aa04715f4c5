package io.github.appliedset.execution;

import io.github.appliedset.migration.Step;
import java.sql.Connection;

/** Runs migrations that are Java classes. */
public interface CodeRunner {

    /**
     * Runs the class behind a step.
     *
     * @throws Exception if the class throws one
     */
    void run(Step step, Connection connection) throws Exception;
}
