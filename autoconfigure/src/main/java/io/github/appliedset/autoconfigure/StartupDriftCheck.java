package io.github.appliedset.autoconfigure;

import io.github.appliedset.drift.SchemaCheck;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.drift.SchemaVerdict;
import io.github.appliedset.drift.SchemaVerdict.Compared;
import io.github.appliedset.drift.SchemaVerdict.NoSnapshot;
import io.github.appliedset.drift.SchemaVerdict.NotComparable;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.SchemaDriftException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.util.List;

/** Compares the schema with the shipped snapshot after the migrations have run, and logs or fails, depending on the mode. */
final class StartupDriftCheck {

    private static final Log log = Log.of(StartupDriftCheck.class);

    private final SchemaChecks checks;

    StartupDriftCheck(SchemaChecks checks) {
        this.checks = checks;
    }

    /**
     * Runs the check.
     *
     * @throws SchemaDriftException if something differs, and the mode is {@link DriftMode#FAIL}
     */
    void run(Migrator migrator, DriftMode mode) {
        if (mode == DriftMode.OFF) {
            return;
        }
        SchemaCheck check = this.checks.of(migrator);
        SchemaVerdict verdict;
        try {
            verdict = check.check();
        } catch (MigrationException failure) {
            if (mode == DriftMode.FAIL) {
                throw failure;
            }
            log.warn("{}: schema drift not checked: {}", name(migrator), Lines.quoted(failure.getMessage()));
            return;
        }
        if (verdict instanceof Compared compared) {
            report(migrator, mode, check, compared);
        } else if (verdict instanceof NotComparable not) {
            notChecked(migrator, mode, not.reason());
        } else if (verdict instanceof NoSnapshot && mode == DriftMode.FAIL) {
            log.warn(
                    "{}: applied-set.drift.mode is fail, but the application has no snapshot of the schema: there is neither"
                            + " classpath:{}.json nor classpath:{}/snapshot.json. Nothing was compared. To take one:"
                            + " java -jar app.jar --applied-set.command=snapshot --applied-set.from=migrations",
                    name(migrator),
                    check.location(),
                    check.location());
        }
    }

    private static void notChecked(Migrator migrator, DriftMode mode, String reason) {
        if (mode == DriftMode.FAIL) {
            log.warn("{}: schema drift not checked, though applied-set.drift.mode is fail: {}", name(migrator), reason);
        } else {
            log.info("{}: schema drift not checked: {}", name(migrator), reason);
        }
    }

    private static void report(Migrator migrator, DriftMode mode, SchemaCheck check, Compared compared) {
        SchemaDrift drift = compared.drift();
        if (drift.isEmpty()) {
            log.info(
                    "{}: no schema drift in {}{}",
                    name(migrator),
                    Count.of(compared.objects(), "object"),
                    asides(drift));
            return;
        }
        String what = what(check, compared) + "\n"
                + DriftText.of(drift).indent(2).stripTrailing() + edited(compared.edited());
        if (mode == DriftMode.FAIL) {
            throw new SchemaDriftException(
                    "The database schema differs from the snapshot. Everything on disk is applied, so somebody"
                            + " changed the schema by hand, or the snapshot is out of date."
                            + " The application does not start.\n\n"
                            + what,
                    "If the database is right, write a migration that makes the same change, and take the snapshot"
                            + " again. If not, revert the change. To start anyway, set applied-set.drift.mode=warn.");
        }
        log.warn("{}: {}{}", name(migrator), Lines.of(what), asides(drift));
    }

    /** An edit is in the snapshot, if that was taken from the files, and only in databases that are new since. */
    private static String edited(List<String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        return "\n"
                + (labels.size() == 1
                        ? labels.get(0) + " was edited after it was applied."
                        : String.join(", ", labels) + " were edited after they were applied.")
                + " An edit reaches new databases only.";
    }

    private static String what(SchemaCheck check, Compared compared) {
        return "schema drift in " + Count.of(compared.drift().differences().size(), "object") + " (expected: "
                + check.location() + " of PostgreSQL " + compared.expectedMajor() + ", found: PostgreSQL "
                + compared.foundMajor() + ")";
    }

    private static String asides(SchemaDrift drift) {
        return (drift.wordedDifferently().isEmpty()
                        ? ""
                        : "; worded differently, but probably the same: "
                                + drift.wordedDifferently().size())
                + (drift.columnOrder().isEmpty()
                        ? ""
                        : "; tables with a different column order: "
                                + drift.columnOrder().size())
                + (drift.partitions().isEmpty()
                        ? ""
                        : "; partitions created at run time: "
                                + drift.partitions().size())
                + (drift.notTold().isEmpty() ? "" : "; " + DriftText.notTold(drift.notTold()));
    }

    private static String name(Migrator migrator) {
        return migrator.schema() + "." + migrator.table();
    }
}
