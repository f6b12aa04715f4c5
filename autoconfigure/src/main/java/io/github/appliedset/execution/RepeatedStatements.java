package io.github.appliedset.execution;

import io.github.appliedset.execution.ConcurrentStatement.Attempt;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Runs all statements of a file outside a transaction, without notes: any of them may have run before, and may have left
 * something behind.
 */
final class RepeatedStatements {

    private final Session session;
    private final NotedStatements.Lock lock;
    private boolean undone;

    /**
     * Runs the statements of one file.
     *
     * @param session in auto-commit mode, and holding the lock
     */
    RepeatedStatements(Session session, NotedStatements.Lock lock) {
        this.session = session;
        this.lock = lock;
    }

    void run(MigrationFile file, CheckedScript checked) throws SQLException, StepEnded {
        try (RunningScript script = RunningScript.open(file, checked);
                Session.Cancellable running = this.session.cancellable()) {
            while (script.next()) {
                try {
                    run(script);
                } catch (SQLException failure) {
                    endBlock(failure);
                    throw script.failed(failure);
                }
            }
            this.undone = false;
        }
    }

    /** Whether nothing of the file had an effect. */
    boolean isUndone() {
        return this.undone;
    }

    private Connection jdbc() {
        return this.session.jdbc();
    }

    private void run(RunningScript script) throws SQLException {
        SqlStatement statement = script.statement();
        Optional<ConcurrentStatement> concurrent =
                script.isInBlock() ? Optional.empty() : ConcurrentStatements.of(statement);
        this.undone = script.index() == 0 && concurrent.isEmpty() && !statement.mayCommitByItself();
        if (concurrent.isPresent()) {
            run(concurrent.get(), script);
        } else {
            script.send(jdbc());
        }
        if (statement.discardsAll()) {
            this.lock.acquire();
        }
    }

    private void run(ConcurrentStatement concurrent, RunningScript script) throws SQLException {
        if (!concurrent.settle(jdbc(), Attempt.REPEATED)) {
            script.send(jdbc());
            concurrent.requireDone(jdbc());
        }
    }

    /** The file may have begun a transaction that it can no longer end. */
    private void endBlock(SQLException failure) throws SQLException {
        if (!DatabaseErrors.isConnectionGone(failure)) {
            jdbc().setAutoCommit(false);
            jdbc().rollback();
            jdbc().setAutoCommit(true);
        }
    }
}
