package io.github.appliedset.actuate;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A migration as the page shows it.
 *
 * @param state what has become of it
 * @param file its up file, or null for an orphan
 * @param appliedAt null if it is pending
 * @param took null if this process has not applied it
 * @param checksum what is recorded, or null
 */
record ShownMigration(
        MigrationVersion version,
        String name,
        State state,
        @Nullable String file,
        @Nullable Instant appliedAt,
        @Nullable Duration took,
        @Nullable String checksum) {

    enum State {
        APPLIED,
        /** Applied after a higher one was: merged late, and not forgotten. */
        LATE,
        PENDING,
        ORPHAN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Every version of both sets, ascending. */
    static List<ShownMigration> of(Migrator migrator, MigrationPlan plan, MigrationDurations durations) {
        List<ShownMigration> shown = new ArrayList<>();
        for (Migration pending : plan.pending()) {
            shown.add(new ShownMigration(
                    pending.version(),
                    pending.name(),
                    State.PENDING,
                    pending.up().path(),
                    null,
                    null,
                    null));
        }
        for (AppliedMigration row : plan.applied()) {
            String file = plan.onDisk()
                    .find(row.version())
                    .map(migration -> migration.up().path())
                    .orElse(null);
            shown.add(of(row, State.APPLIED, file, durations.of(migrator, row.version())));
        }
        for (AppliedMigration row : plan.orphans()) {
            shown.add(of(row, State.ORPHAN, null, durations.of(migrator, row.version())));
        }
        shown.sort(Comparator.comparing(ShownMigration::version));
        return markLate(shown);
    }

    private static ShownMigration of(
            AppliedMigration row, State state, @Nullable String file, @Nullable Duration took) {
        return new ShownMigration(
                row.version(),
                row.name(),
                state,
                file,
                row.appliedAt(),
                took,
                row.checksum() == null ? null : row.checksum().hex());
    }

    /** From the highest version down: late is what was applied after the first of those above it. */
    private static List<ShownMigration> markLate(List<ShownMigration> ascending) {
        List<ShownMigration> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);
        List<ShownMigration> marked = new ArrayList<>();
        Instant firstAbove = Instant.MAX;
        for (ShownMigration migration : descending) {
            Instant appliedAt = migration.appliedAt();
            boolean late = migration.state() == State.APPLIED && appliedAt != null && appliedAt.isAfter(firstAbove);
            marked.add(late ? migration.late() : migration);
            if (appliedAt != null && appliedAt.isBefore(firstAbove)) {
                firstAbove = appliedAt;
            }
        }
        Collections.reverse(marked);
        return marked;
    }

    private ShownMigration late() {
        return new ShownMigration(
                this.version, this.name, State.LATE, this.file, this.appliedAt, this.took, this.checksum);
    }
}
