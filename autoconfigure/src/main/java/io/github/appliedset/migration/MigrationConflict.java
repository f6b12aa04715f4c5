package io.github.appliedset.migration;

import io.github.appliedset.text.Count;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A disagreement between the files on disk and the rows of the tracker table. */
public sealed interface MigrationConflict {

    /** What disagrees; several lines. */
    String description();

    /**
     * The edit, command or statement that settles it.
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
     * An applied version whose file has another name.
     *
     * @param file the file today
     * @param row what was applied
     * @param found the checksum of the file; null if it is a Java class
     */
    record RenamedMigration(
            Migration file, AppliedMigration row, @Nullable Checksum found) implements MigrationConflict {

        @Override
        public String description() {
            return "Version " + this.file.version() + " was applied as '" + this.row.name()
                    + "', its file is now named '"
                    + this.file.name() + "':\n    " + this.file.up().location()
                    + (hasOtherContent()
                            ? "\n    The content differs too: it looks like another migration of the same version."
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
                return "If the file is another migration, give it a version of its own, and put the file of "
                        + this.row.label()
                        + " back. If it is the same one, renamed and edited on purpose, start the application once with\n"
                        + accept + "\nand once with\n" + command("accept-checksum", this.file.version());
            }
            String again = this.file.up().isCode()
                    ? "Let its name() be '" + this.row.name() + "' again"
                    : "Name the file " + this.row.label() + ".up.sql again";
            return again + ", or, if the rename is meant, start the application once with\n" + accept;
        }

        @Override
        public String anchor() {
            return "renamed-migration";
        }
    }

    /**
     * A pending migration that has the name and the content of an applied one without a file.
     *
     * @param file the pending one
     * @param row the applied one
     */
    record RenumberedMigration(Migration file, AppliedMigration row) implements MigrationConflict {

        @Override
        public String description() {
            return "Migration " + this.file.label() + " has the name and the content of " + this.row.label()
                    + ", which was applied and has no file. If its number was changed, it runs a second time:\n    "
                    + this.file.up().location();
        }

        @Override
        public String remedy(String table) {
            return "Give the file its number back, or, before it runs, give the row the new one:\n    UPDATE " + table
                    + " SET version = " + this.file.version() + " WHERE version = " + this.row.version() + ";";
        }

        @Override
        public String anchor() {
            return "renumbered-migration";
        }
    }

    /**
     * An applied migration whose file has another content.
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
            return "Put the file back as it was and make the change in a new migration. If the edit changes nothing in"
                    + " the database, a comment for example, start the application once with\n"
                    + command("accept-checksum", this.file.version());
        }

        @Override
        public String anchor() {
            return "changed-migration";
        }
    }

    /**
     * An applied migration that has no file, where the settings forbid that.
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
            return "Put the file of " + this.row.label()
                    + " back, or deploy the release that has it. applied-set.orphans=warn lets an older release start. If the"
                    + " file is never to come back, start the application once with\n"
                    + command("forget", this.row.version());
        }

        @Override
        public String anchor() {
            return "orphan-migration";
        }
    }

    /**
     * Rows, but not one file: almost certainly the wrong location or a broken build.
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
            return "Check applied-set.locations, and that the build puts the files into the application.";
        }

        @Override
        public String anchor() {
            return "no-migration-on-disk";
        }
    }

    /**
     * A migration on disk that is not applied, where this process only looks and applies nothing.
     *
     * @param file the file
     * @param waited how long it has been waited for; zero if not at all
     */
    record UnappliedMigration(Migration file, Duration waited) implements MigrationConflict {

        @Override
        public String description() {
            return "Migration " + this.file.label() + " is on disk but not applied"
                    + (this.waited.isZero() ? "" : ", after a wait of " + this.waited.toSeconds() + " s") + ":\n    "
                    + this.file.up().location();
        }

        @Override
        public String remedy(String table) {
            return "Apply what is pending from where migrations are run, with --applied-set.command=migrate or"
                    + " applied-set.mode=migrate: this process only looks."
                    + (this.waited.isZero() ? "" : " If that takes longer, raise applied-set.wait-timeout.");
        }

        @Override
        public String anchor() {
            return "unapplied-migration";
        }
    }

    /**
     * A migration on disk that is not in the tracker although a run has ended.
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
            return "Start the application again. If the row was removed by hand, find out why first: the migration"
                    + " would run a second time.";
        }

        @Override
        public String anchor() {
            return "pending-migration";
        }
    }
}
