package io.github.appliedset.migration;

import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The state of one version. */
public sealed interface VersionState {

    MigrationVersion version();

    /** What was applied; null if it is pending. */
    @Nullable
    AppliedMigration row();

    /** Its current file; null if it is an orphan. */
    @Nullable
    Migration file();

    /** The recorded name; for a pending migration, the name of its file. */
    String name();

    /** How its row belongs to another file; empty if it does not. */
    default Optional<RenumberedMigration> renumbered() {
        return Optional.empty();
    }

    /** The state in words, for example {@code applied, late}. */
    String words();

    /**
     * A version with a row and a file.
     *
     * @param file its current file
     * @param row what was applied
     * @param late whether a higher version had been applied before it
     * @param conflict how the file differs from the row; null if it does not, or if contents were not compared
     */
    record Applied(
            Migration file,
            AppliedMigration row,
            boolean late,
            @Nullable MigrationConflict conflict) implements VersionState {

        @Override
        public MigrationVersion version() {
            return this.row.version();
        }

        @Override
        public String name() {
            return this.row.name();
        }

        /** {@code renamed} or {@code edited}; empty if the file still matches its row. */
        public Optional<String> differs() {
            return Optional.ofNullable(this.conflict)
                    .map(it -> it instanceof MigrationConflict.RenamedMigration
                                    || it instanceof RenumberedMigration renumbered && renumbered.isRenamed()
                            ? "renamed"
                            : "edited");
        }

        @Override
        public Optional<RenumberedMigration> renumbered() {
            return Optional.ofNullable(this.conflict)
                    .filter(RenumberedMigration.class::isInstance)
                    .map(RenumberedMigration.class::cast);
        }

        @Override
        public String words() {
            return differs().orElse("applied") + (this.late ? ", late" : "");
        }
    }

    /**
     * A version with a file and no row.
     *
     * @param file the file
     * @param running whether another process is applying it right now
     * @param state why it is pending
     */
    record Pending(Migration file, boolean running, PendingState state) implements VersionState {

        @Override
        public @Nullable AppliedMigration row() {
            return null;
        }

        @Override
        public MigrationVersion version() {
            return this.file.version();
        }

        @Override
        public String name() {
            return this.file.name();
        }

        /**
         * What its state means, as {@code running: 45000 of about 1000000 rows in 45 batches} or {@code waiting for
         * 205_backfill_email}; empty if there is nothing to say.
         */
        public String detail() {
            BackfillState backfill = this.state.backfill();
            if (backfill != null) {
                String why = backfill.error() == null ? backfill.reason() : backfill.error();
                return words() + ": " + backfill.progress() + (why == null ? "" : "; " + why);
            }
            return this.state.waitsFor().isEmpty()
                    ? ""
                    : "waiting for "
                            + this.state.waitsFor().stream()
                                    .map(Awaited::toString)
                                    .collect(Collectors.joining(", "));
        }

        @Override
        public String words() {
            String word = this.state.word();
            return !word.isEmpty() ? word : this.running ? "running" : "pending";
        }
    }

    /**
     * A version with a row and no file.
     *
     * @param row what was applied
     * @param conflict the files that the row belongs to under another number; null if there are none
     */
    record Orphan(AppliedMigration row, @Nullable RenumberedMigration conflict) implements VersionState {

        @Override
        public Optional<RenumberedMigration> renumbered() {
            return Optional.ofNullable(this.conflict);
        }

        @Override
        public @Nullable Migration file() {
            return null;
        }

        @Override
        public MigrationVersion version() {
            return this.row.version();
        }

        @Override
        public String name() {
            return this.row.name();
        }

        @Override
        public String words() {
            return "orphan";
        }
    }
}
