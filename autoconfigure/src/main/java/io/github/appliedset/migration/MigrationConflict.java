package io.github.appliedset.migration;

import io.github.appliedset.text.Count;
import io.github.appliedset.text.Visible;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disagreement between the files on disk and the rows of the tracker table. */
public sealed interface MigrationConflict {

    /** The disagreement, in several lines. */
    String description();

    /**
     * The edit, command or statement that resolves it.
     *
     * @param table the tracker table, qualified and quoted for use in SQL
     */
    String remedy(String table);

    /** Where {@code docs/reference/errors.md} explains it. */
    String anchor();

    private static String command(String command, MigrationVersion version) {
        return "    --applied-set.command=" + command + " --applied-set.version=" + version;
    }

    /**
     * An applied version whose file has a different name.
     *
     * @param file the file today
     * @param row what was applied
     * @param found the checksum of the file; null if it is a Java class
     */
    record RenamedMigration(
            Migration file, AppliedMigration row, @Nullable Checksum found) implements MigrationConflict {

        @Override
        public String description() {
            return "Version " + this.file.version() + " was applied as '" + Visible.line(this.row.name())
                    + "', but its file is now named '"
                    + Visible.line(this.file.name()) + "':\n    "
                    + this.file.up().location()
                    + (hasOtherContent()
                            ? "\n    The content differs too, so this looks like a different migration of the same version."
                            : "");
        }

        private boolean hasOtherContent() {
            return this.found != null
                    && this.row.checksum() != null
                    && !this.row.checksum().equals(this.found);
        }

        @Override
        public String remedy(String table) {
            String accept = command("accept-rename", this.file.version());
            if (hasOtherContent()) {
                return "If this is a different migration, give it its own version and restore the file of "
                        + this.row.label()
                        + ". If the file was renamed and edited on purpose, start the application once with\n"
                        + accept + "\nand once with\n" + command("accept-checksum", this.file.version());
            }
            String again = this.file.up().isCode()
                    ? "Make its name() return '" + Visible.line(this.row.name()) + "' again"
                    : "Rename the file back to " + this.row.label() + ".up.sql";
            return again + " or, if the rename is intended, start the application once with\n" + accept;
        }

        @Override
        public String anchor() {
            return "renamed-migration";
        }
    }

    /**
     * A pending migration with the same name and content as an applied one that has no file.
     *
     * @param file the pending one
     * @param row the applied one
     */
    record RenumberedMigration(Migration file, AppliedMigration row) implements MigrationConflict {

        @Override
        public String description() {
            return "Migration " + this.file.label() + " has the same name and content as " + this.row.label()
                    + ", which was applied and has no file. If it was only renumbered, it runs a second time:\n    "
                    + this.file.up().location();
        }

        @Override
        public String remedy(String table) {
            return "Give the file its old number back or, before it runs, give the row the new number:\n    UPDATE "
                    + table + " SET version = " + this.file.version() + " WHERE version = " + this.row.version() + ";";
        }

        @Override
        public String anchor() {
            return "renumbered-migration";
        }
    }

    /**
     * An applied migration whose file has different content.
     *
     * @param file the file today
     * @param row what was applied
     * @param recorded the checksum in the row
     * @param found the checksum of the file
     */
    record ChangedMigration(Migration file, AppliedMigration row, Checksum recorded, Checksum found)
            implements MigrationConflict {

        @Override
        public String description() {
            return "Migration " + this.row.label() + " was edited after it was applied at " + this.row.appliedAt()
                    + ":\n    " + this.file.up().location() + "\n    checksum recorded " + this.recorded
                    + "\n    checksum now      " + this.found;
        }

        @Override
        public String remedy(String table) {
            return "Restore the file and make the change in a new migration. If the edit does not affect the"
                    + " database (a comment, for example), start the application once with\n"
                    + command("accept-checksum", this.file.version());
        }

        @Override
        public String anchor() {
            return "changed-migration";
        }
    }

    /**
     * An applied migration that has no file, if the settings forbid that.
     *
     * @param row what was applied
     */
    record OrphanMigration(AppliedMigration row) implements MigrationConflict {

        @Override
        public String description() {
            return "Migration " + this.row.label() + " was applied at " + this.row.appliedAt() + " and has no file.";
        }

        @Override
        public String remedy(String table) {
            return "Restore the file of " + this.row.label()
                    + ", or deploy the release that has it. applied-set.orphans=warn lets an older release start."
                    + " If the file is gone for good, start the application once with\n"
                    + command("forget", this.row.version());
        }

        @Override
        public String anchor() {
            return "orphan-migration";
        }
    }

    /**
     * Rows but no files: almost certainly a wrong location or a broken build.
     *
     * @param rows how many rows there are
     */
    record NoMigrationOnDisk(int rows) implements MigrationConflict {

        @Override
        public String description() {
            return "No migration file was found, but the table has " + Count.of(this.rows, "row") + ".";
        }

        @Override
        public String remedy(String table) {
            return "Check applied-set.locations, and that the build packages the files.";
        }

        @Override
        public String anchor() {
            return "no-migration-on-disk";
        }
    }

    /**
     * A migration on disk that is not applied, found by a process that only checks.
     *
     * @param file the file
     * @param waited how long the process waited for it; zero if it did not wait
     */
    record UnappliedMigration(Migration file, Duration waited) implements MigrationConflict {

        @Override
        public String description() {
            return "Migration " + this.file.label() + " is on disk but not applied"
                    + (this.waited.isZero() ? "" : " after " + this.waited.toSeconds() + " s") + ":\n    "
                    + this.file.up().location();
        }

        @Override
        public String remedy(String table) {
            return "This process only checks. Apply the pending migrations where migrations are run:"
                    + " --applied-set.command=migrate or applied-set.mode=migrate."
                    + (this.waited.isZero() ? "" : " If that takes longer, raise applied-set.wait-timeout.");
        }

        @Override
        public String anchor() {
            return "unapplied-migration";
        }
    }

    /**
     * A migration on disk that is not in the tracker after a run has ended.
     *
     * @param file the file
     */
    record PendingMigration(Migration file) implements MigrationConflict {

        @Override
        public String description() {
            return "Migration " + this.file.label() + " is on disk but not applied:\n    "
                    + this.file.up().location();
        }

        @Override
        public String remedy(String table) {
            return "Restart the application. If the row was removed by hand, find out why first: the migration"
                    + " would run a second time.";
        }

        @Override
        public String anchor() {
            return "pending-migration";
        }
    }

    /**
     * A version up to which to migrate that is neither on disk nor applied.
     *
     * @param version that version
     * @param neighbours the labels of the files next to it
     */
    record UnknownVersion(MigrationVersion version, List<String> neighbours) implements MigrationConflict {

        public UnknownVersion {
            neighbours = List.copyOf(neighbours);
        }

        @Override
        public String description() {
            return "Version " + this.version + ", up to which to migrate, is neither on disk nor applied.";
        }

        @Override
        public String remedy(String table) {
            return "Name the version of a file."
                    + (this.neighbours.isEmpty() ? "" : " Next to it: " + String.join(" and ", this.neighbours) + ".");
        }

        @Override
        public String anchor() {
            return "unknown-version";
        }
    }
}
