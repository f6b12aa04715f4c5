package io.github.appliedset.run;

import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.Backfills;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;

/** The backfills that a rollback stops: those above a migration that it rolls back, which may have made what they fill. */
public final class StoppedBackfills {

    private static final Log log = Log.of(StoppedBackfills.class);

    private StoppedBackfills() {}

    /** Stops them, each after the batch that is running, and drops their progress. */
    public static void above(List<Step> rolledBack, RunContext run) throws SQLException {
        MigrationVersion lowest = rolledBack.stream()
                .map(Step::version)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Backfills backfills = new Backfills(run.tracker().table());
        List<Progress> above = backfills.all(run.session().jdbc()).stream()
                .filter(backfill -> backfill.version().compareTo(lowest) > 0)
                .toList();
        if (above.isEmpty()) {
            return;
        }
        run.session().locked(run.settings().transaction("rollback"), rolledBack.size(), jdbc -> {
            for (Progress backfill : above) {
                stop(jdbc, backfills, backfill);
            }
            jdbc.commit();
            return true;
        });
    }

    /** Stops those at and above a version in a transaction that holds the migration lock, and rolls this one back. */
    public static void from(MigrationVersion lowest, Connection jdbc, MigrationTracker tracker) throws SQLException {
        Backfills backfills = new Backfills(tracker.table());
        for (Progress backfill : backfills.from(jdbc, lowest)) {
            stop(jdbc, backfills, backfill);
        }
    }

    private static void stop(Connection jdbc, Backfills backfills, Progress backfill) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = 0");
            statement.execute(backfills.lock(backfill.version()));
        }
        if (backfills.find(jdbc, backfill.version()).isPresent()) {
            backfills.remove(jdbc, backfill.version());
            log.info(
                    "Stopped {}_{} after {} batches, because the rollback may take away what it fills",
                    backfill.version(),
                    backfill.name(),
                    backfill.batches());
        }
    }
}
