package io.github.appliedset.execution;

import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.Backfills;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The backfills that a rollback stops: those above a migration that it rolls back, which may have created what they fill.
 * Their progress is removed in the transaction that rolls this migration back, and so stays if that fails.
 */
public final class StoppedBackfills {

    private static final Log log = Log.of(StoppedBackfills.class);

    private final Backfills backfills;

    public StoppedBackfills(MigrationTracker tracker) {
        this.backfills = new Backfills(tracker.table());
    }

    /**
     * Stops those at and above a version, each after its running batch, in the transaction that rolls this one back and
     * holds the migration lock.
     */
    public void from(MigrationVersion lowest, Connection jdbc) throws SQLException {
        for (Progress backfill : this.backfills.from(jdbc, lowest)) {
            stop(jdbc, backfill);
        }
    }

    /** SQL that refuses if there may be any above a version, in a transaction that holds the migration lock. */
    String requireNoneAbove(MigrationVersion version, Connection jdbc) throws SQLException {
        return this.backfills.requireNoneAbove(version, jdbc);
    }

    /** Does the same for those above a version. */
    void above(MigrationVersion version, Connection jdbc) throws SQLException {
        for (Progress backfill : findAbove(version, jdbc)) {
            stop(jdbc, backfill);
        }
    }

    private List<Progress> findAbove(MigrationVersion version, Connection jdbc) throws SQLException {
        return this.backfills.from(jdbc, version).stream()
                .filter(backfill -> backfill.version().compareTo(version) > 0)
                .toList();
    }

    /**
     * Holds those above a version for the session, in auto-commit mode: a backfill must not run between the statements that
     * remove its table.
     *
     * @return their versions, to be released
     */
    List<MigrationVersion> hold(MigrationVersion version, Connection jdbc) throws SQLException {
        jdbc.setAutoCommit(false);
        List<MigrationVersion> above =
                findAbove(version, jdbc).stream().map(Progress::version).toList();
        for (MigrationVersion backfill : above) {
            waitFor(this.backfills.lockForSession(backfill), jdbc);
        }
        jdbc.commit();
        jdbc.setAutoCommit(true);
        return above;
    }

    void release(List<MigrationVersion> held, Connection jdbc) {
        try {
            for (MigrationVersion backfill : held) {
                execute(jdbc, this.backfills.unlockForSession(backfill));
            }
        } catch (SQLException connectionLost) {
            log.debug("Could not release the backfills; the server will", connectionLost);
        }
    }

    private void stop(Connection jdbc, Progress backfill) throws SQLException {
        waitFor(this.backfills.lock(backfill.version()), jdbc);
        if (this.backfills.find(jdbc, backfill.version()).isPresent()) {
            this.backfills.remove(jdbc, backfill.version());
            log.info(
                    "Stopped {}_{} after {} batches, because the rollback may drop the table or column that it fills",
                    backfill.version(),
                    backfill.name(),
                    backfill.batches());
        }
    }

    /** For as long as a batch takes. */
    private static void waitFor(String lock, Connection jdbc) throws SQLException {
        String timeout;
        try (Statement asking = jdbc.createStatement();
                ResultSet row = asking.executeQuery("SELECT pg_catalog.current_setting('lock_timeout')")) {
            row.next();
            timeout = row.getString(1);
        }
        execute(jdbc, "SET LOCAL lock_timeout = 0");
        execute(jdbc, lock);
        execute(jdbc, "SET LOCAL lock_timeout = '" + timeout + "'");
    }

    private static void execute(Connection jdbc, String sql) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(sql);
        }
    }
}
