package io.github.appliedset.execution;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.script.BackfillDirectives;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.Backfills;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that runs in batches, and what is needed to run it.
 *
 * @param settings for the transactions of a migration; a batch waits for locks only briefly
 * @param worker the name of this process among those that may work on it
 */
record BatchedFile(
        Session session,
        MigrationTracker tracker,
        Backfills backfills,
        Step step,
        CheckedScript script,
        TransactionSettings settings,
        BackfillDirectives directives,
        BatchSize size,
        SqlStatement statement,
        BatchTable table,
        String worker) {

    /** The process that did the last batch is considered gone after this time and its pause. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONG_PAUSE = Duration.ofMinutes(1);

    /** Reads the file, which must be checked. */
    static BatchedFile of(
            Session session,
            MigrationTracker tracker,
            Step step,
            CheckedScript script,
            TransactionSettings settings,
            String worker) {
        BackfillDirectives directives = script.outline().directives().backfill();
        SqlStatement statement = statement(step, script);
        return new BatchedFile(
                session,
                tracker,
                new Backfills(tracker.table()),
                step,
                script,
                settings,
                directives,
                new BatchSize(directives.batchSize()),
                statement,
                new BatchTable(step.file(), directives, statement),
                worker);
    }

    private static SqlStatement statement(Step step, CheckedScript script) {
        try (RunningScript running = RunningScript.open(step.file(), script)) {
            running.nextInTransaction();
            SqlStatement statement = running.statement();
            while (running.next()) {
                // To its end, so that the content is compared.
            }
            return statement;
        }
    }

    Migration migration() {
        return this.step.migration();
    }

    MigrationVersion version() {
        return this.step.version();
    }

    Checksum checksum() {
        return Objects.requireNonNull(this.script.checksum());
    }

    /** The progress; empty if it has not begun, or is done. */
    Optional<Progress> progress() throws SQLException {
        return this.backfills.find(this.session.jdbc(), version());
    }

    boolean isRecorded() throws SQLException {
        return this.tracker.has(this.session.jdbc(), version());
    }

    boolean isOurs(Progress progress) {
        return progress.isOf(migration(), checksum());
    }

    boolean isEdited(Progress progress) {
        return !progress.checksum().equals(checksum());
    }

    boolean hasBegun(Optional<Progress> progress) {
        return progress.filter(this::isOurs)
                .filter(it -> it.batches() > 0 || it.walk() > 1)
                .isPresent();
    }

    boolean doOthersWorkOn(Progress progress) {
        Duration patience = PATIENCE.plus(this.directives.pause().orElseGet(() -> usualPause(progress)));
        return progress.worker() != null
                && !progress.worker().equals(this.worker)
                && progress.quiet().compareTo(patience) < 0;
    }

    /** Without a pause in the file, it is as long as a batch: at most the time that all of them took on average. */
    private static Duration usualPause(Progress progress) {
        Duration average = progress.time().dividedBy(Math.max(1, progress.batches()));
        return average.compareTo(USUAL_PAUSE) < 0
                ? USUAL_PAUSE
                : average.compareTo(LONG_PAUSE) < 0 ? average : LONG_PAUSE;
    }

    /** Whether this transaction gets the lock of its batches. */
    boolean getsLock() throws SQLException {
        try (Statement asking = this.session.jdbc().createStatement();
                ResultSet row = asking.executeQuery("SELECT " + this.backfills.tryLock(version()))) {
            return row.next() && row.getBoolean(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = this.session.jdbc().createStatement()) {
            statement.execute(sql);
        }
    }
}
