package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationFailedException.Details;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A repeatable migration failed. Versions are applied, and earlier repeatable migrations of the run are kept. */
public final class RepeatableFailedException extends MigrationException {

    private final RepeatableMigration migration;
    private final Details details;
    private final List<RepeatableMigration> applied;
    private final List<RepeatableMigration> notTried;

    /**
     * Reports a failure.
     *
     * @param applied the repeatable migrations that the run has executed before the failure
     */
    @Internal
    public RepeatableFailedException(
            RepeatableMigration migration,
            Details details,
            List<RepeatableMigration> applied,
            List<RepeatableMigration> notTried,
            @Nullable Throwable cause) {
        super(describe(migration, details, applied, notTried), details.advice(), details.anchor(), cause);
        this.migration = migration;
        this.details = details;
        this.applied = List.copyOf(applied);
        this.notTried = List.copyOf(notTried);
    }

    public RepeatableMigration migration() {
        return this.migration;
    }

    public Details details() {
        return this.details;
    }

    /** The repeatable migrations that this run has executed before the failure; these are kept. */
    public List<RepeatableMigration> applied() {
        return this.applied;
    }

    /** The repeatable migrations after the failed one, which were not tried. */
    public List<RepeatableMigration> notTried() {
        return this.notTried;
    }

    private static String describe(
            RepeatableMigration migration,
            Details details,
            List<RepeatableMigration> applied,
            List<RepeatableMigration> notTried) {
        return MigrationFailedException.text(
                "Repeatable migration " + migration.label(),
                details,
                migration.file(),
                "Repeatable migrations applied by this run: " + labels(applied) + "\nNot tried: " + labels(notTried));
    }

    private static String labels(List<RepeatableMigration> migrations) {
        return MigrationFailedException.firstOf(
                migrations.stream().map(RepeatableMigration::label).toList());
    }
}
