package io.github.appliedset.run;

import io.github.appliedset.adoption.Adopter;
import io.github.appliedset.adoption.Adoption;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Count;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.SQLException;
import java.util.List;

/** A run that only adopts. */
public final class AdoptionRun {

    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final List<RepeatableMigration> repeatables;

    public AdoptionRun(RunContext run, List<RepeatableMigration> repeatables) {
        this.session = run.session();
        this.tracker = run.tracker();
        this.settings = run.settings();
        this.repeatables = List.copyOf(repeatables);
    }

    /** Returns what {@link #run} would mark as applied. */
    public Adoption preview(VersionSet<Migration> onDisk) throws SQLException {
        requireNew();
        Adoption adoption = new Adopter(this.settings.legacy(), this.tracker, this.repeatables)
                .preview(this.session.jdbc(), onDisk);
        requireSource(adoption);
        return adoption;
    }

    /** Marks as applied what another tool applied, or everything up to the baseline. */
    public Adoption run(VersionSet<Migration> onDisk) throws SQLException {
        preview(onDisk).requireNoObstacle();
        this.session.prepare();
        TransactionSettings transaction = this.settings.transaction("adopt").given(this.session.facts());
        TrackerPreparation preparation =
                new TrackerPreparation(this.tracker, this.settings.legacy(), onDisk, this.repeatables);
        preparation.run(this.session.jdbc(), () -> this.session.acquireLock(transaction, onDisk.size(), () -> false));
        Adoption adoption = preparation.adoption();
        if (adoption.equals(Adoption.NOTHING)) {
            // Another process may have been faster.
            requireNew();
        }
        requireSource(adoption);
        return adoption;
    }

    private void requireNew() throws SQLException {
        VersionSet<AppliedMigration> rows =
                this.tracker.read(this.session.jdbc()).orElse(VersionSet.empty());
        if (!rows.isEmpty()) {
            throw new TrackerException(
                    "Table " + this.tracker.table() + " already has " + Count.of(rows.size(), "row")
                            + "; only an empty tracker can adopt another tool's table or a baseline. Nothing was changed.",
                    "Remove applied-set.legacy.* and applied-set.baseline-version from the configuration. To"
                            + " correct one version, INSERT its row, or remove the row with\n"
                            + "    --applied-set.command=forget --applied-set.version=VERSION",
                    "adoption-refused",
                    null);
        }
    }

    private void requireSource(Adoption adoption) {
        if (adoption.equals(Adoption.NOTHING)) {
            throw new TrackerException(
                    "Nothing to adopt: "
                            + (this.settings.legacy().adopts()
                                    ? "the table of "
                                            + this.settings.legacy().tool().title() + " was not found"
                                    : "applied-set.legacy.tool is "
                                            + this.settings.legacy().tool().property()
                                            + ", and no table of another tool was found")
                            + ". Nothing was changed.",
                    "Set applied-set.legacy.tool to the tool, and applied-set.legacy.table if its table does not have the"
                            + " default name. For a database without a migration tool, set applied-set.baseline-version.",
                    "adoption-refused",
                    null);
        }
    }
}
