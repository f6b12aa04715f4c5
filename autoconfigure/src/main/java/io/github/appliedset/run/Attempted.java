package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;

/**
 * A file that is attempted, regardless of how it is recorded.
 *
 * @param subject name for messages, at the start of a sentence
 */
record Attempted(String subject, MigrationFile file, CheckedScript script) {

    void begin(Session session, Log log) {
        markLasting(session);
        if (this.script.outline().statements() == 0) {
            log.warn(
                    "{} has no statements: {}\n{}",
                    this.subject,
                    this.file,
                    Lines.of(new ErrorReference("empty-file")));
        }
    }

    void markLasting(Session session) {
        session.markLasting(this.script.outline().lastingChanges());
    }

    boolean asksForNoTransaction() {
        return this.script.outline().directives().noTransaction();
    }

    /** Whether it failed only because it ran inside a transaction. */
    boolean runsOutsideAfter(StepResult inside, Log log) {
        boolean outside = inside instanceof Failed failed
                && failed.failure().needsNoTransaction()
                && this.script.outline().isSingleStatement();
        if (outside) {
            log.info(
                    "{} runs outside a transaction, because PostgreSQL refuses its statement inside one", this.subject);
        }
        return outside;
    }

    /**
     * Makes what comes next run in a session that is put back, if this file may have left something behind in the current
     * one.
     */
    void markIfChanged(Session session) {
        if (this.script.outline().leavesSomething(session.facts().pooled())) {
            session.markChanged();
        }
    }
}
