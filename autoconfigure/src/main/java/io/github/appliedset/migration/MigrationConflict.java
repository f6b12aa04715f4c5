package io.github.appliedset.migration;

import io.github.appliedset.text.Count;
import io.github.appliedset.text.Visible;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** The version that it is about; empty if it is about all of them. */
    default Optional<MigrationVersion> version() {
        return Optional.empty();
    }

    /** How to settle it if two branches have met; the last part of a message. Empty if that cannot be the cause. */
    default String afterBranchesMet() {
        return "";
    }

    /**
     * Whether a file that has not run is probably the migration that its row records: then nothing runs, whatever the
     * settings tolerate, and nothing else is recorded for the row.
     */
    default boolean mayRunAgain() {
        return false;
    }

    private static String command(String command, MigrationVersion version) {
        return "    --applied-set.command=" + command + " --applied-set.version=" + version;
    }

    private static String align() {
        return "A developer's own database follows the files with\n"
                + "    --applied-set.command=align --applied-set.development=true";
    }

    private static String resolveAndAlign() {
        return "If branches have met, settle the files with\n    --applied-set.command=resolve\n" + align();
    }

    /**
     * An applied version whose file has a different name.
     *
     * @param file the file today
     * @param row what was applied
     * @param found the checksum of the file; null if it is a Java class
     * @param namesakes the files that have not run and bear the recorded name, ascending; if there are any, the row probably
     *     belongs to one of them
     */
    record RenamedMigration(
            Migration file, AppliedMigration row, @Nullable Checksum found, List<Migration> namesakes)
            implements MigrationConflict {

        public RenamedMigration {
            namesakes = List.copyOf(namesakes);
        }

        /** A renamed migration whose recorded name no other file has. */
        public RenamedMigration(Migration file, AppliedMigration row, @Nullable Checksum found) {
            this(file, row, found, List.of());
        }

        RenamedMigration with(List<Migration> namesakes) {
            return new RenamedMigration(this.file, this.row, this.found, namesakes);
        }

        @Override
        public Optional<MigrationVersion> version() {
            return Optional.of(this.row.version());
        }

        @Override
        public boolean mayRunAgain() {
            return !this.namesakes.isEmpty();
        }

        @Override
        public String description() {
            if (mayRunAgain()) {
                return new ProbableNumber(this.row, this.file, this.namesakes).description();
            }
            return "Version " + this.file.version() + " was applied as '" + Visible.line(this.row.name())
                    + "', but its file is now named '"
                    + Visible.line(this.file.name()) + "':\n    "
                    + this.file.up().location()
                    + (hasOtherContent()
                            ? "\n    The content differs too, so this looks like a different migration of the same version."
                            : "");
        }

        /** Whether a checksum proves that the file is what was applied. */
        boolean hasItsContent() {
            return this.row.checksum() != null && this.row.checksum().equals(this.found);
        }

        private boolean hasOtherContent() {
            return this.found != null && this.row.checksum() != null && !hasItsContent();
        }

        @Override
        public String remedy(String table) {
            if (mayRunAgain()) {
                return new ProbableNumber(this.row, this.file, this.namesakes).remedy(table);
            }
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
        public String afterBranchesMet() {
            return resolveAndAlign();
        }

        @Override
        public String anchor() {
            return mayRunAgain() ? "renumbered-migration" : "renamed-migration";
        }
    }

    /**
     * An applied migration that has a different number on disk now, by its content. It is not run a second time.
     *
     * @param row what was applied
     * @param files the files that have its content, ascending; with more than one it is not known which of them it is
     * @param replacement the file of its version now, a different migration; null if there is none
     * @param exchanged whether the row of the new number belongs to another file too, and so on in a circle
     */
    record RenumberedMigration(
            AppliedMigration row,
            List<Migration> files,
            @Nullable Migration replacement,
            boolean exchanged) implements MigrationConflict {

        public RenumberedMigration {
            files = List.copyOf(files);
        }

        /** The number that it has on disk; empty if several files have its content. */
        public Optional<MigrationVersion> to() {
            return this.files.size() == 1 ? Optional.of(this.files.get(0).version()) : Optional.empty();
        }

        /** Whether its own version, as long as it has a file, has a different name on disk. */
        boolean isRenamed() {
            return this.replacement != null && !this.replacement.name().equals(this.row.name());
        }

        @Override
        public Optional<MigrationVersion> version() {
            return Optional.of(this.row.version());
        }

        @Override
        public String description() {
            String applied = this.row.label() + " was applied at " + this.row.appliedAt();
            String now = this.replacement == null
                    ? " and has no file"
                    : ", and version " + this.row.version() + " is "
                            + (isRenamed() ? this.replacement.label() : "different") + " on disk now";
            String others = this.files.stream()
                    .map(file -> "\n    " + file.up().location())
                    .collect(Collectors.joining());
            return to().map(to -> "Version " + this.row.version() + " was renumbered to " + to + ": " + applied + now
                            + ". The file with its content is" + others)
                    .orElseGet(() -> "Version " + this.row.version() + " was renumbered, but it is not known to which"
                            + " number: " + applied + now + ". " + this.files.size() + " files have its content:"
                            + others);
        }

        @Override
        public String remedy(String table) {
            String commands = this.files.stream()
                    .map(file -> command("renumber", this.row.version()) + " --applied-set.to=" + file.version())
                    .collect(Collectors.joining("\nor\n"));
            String otherwise = "\nIf it is a different migration that must run, change its text; a comment is enough.";
            if (this.files.size() > 1) {
                return "Give the row the number of the file that it is, and remove the other copy: start the application"
                        + " once with\n" + commands + otherwise;
            }
            return (this.exchanged
                            ? "Rows have exchanged their numbers. To move all of them, start the application once with\n"
                            : "To give the row its new number, start the application once with\n")
                    + commands
                    + (this.exchanged ? "" : otherwise);
        }

        @Override
        public String afterBranchesMet() {
            return align();
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
        public Optional<MigrationVersion> version() {
            return Optional.of(this.row.version());
        }

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
        public String afterBranchesMet() {
            return resolveAndAlign();
        }

        @Override
        public String anchor() {
            return "changed-migration";
        }
    }

    /**
     * An applied migration that has no file, if the settings forbid that or it may run a second time.
     *
     * @param row what was applied
     * @param namesakes the files that have not run and bear the recorded name, ascending; if there are any, the row probably
     *     belongs to one of them
     */
    record OrphanMigration(AppliedMigration row, List<Migration> namesakes) implements MigrationConflict {

        public OrphanMigration {
            namesakes = List.copyOf(namesakes);
        }

        /** An orphan whose name no file has. */
        public OrphanMigration(AppliedMigration row) {
            this(row, List.of());
        }

        @Override
        public Optional<MigrationVersion> version() {
            return Optional.of(this.row.version());
        }

        @Override
        public boolean mayRunAgain() {
            return !this.namesakes.isEmpty();
        }

        @Override
        public String description() {
            return mayRunAgain()
                    ? new ProbableNumber(this.row, null, this.namesakes).description()
                    : "Migration " + this.row.label() + " was applied at " + this.row.appliedAt() + " and has no file.";
        }

        @Override
        public String remedy(String table) {
            if (mayRunAgain()) {
                return new ProbableNumber(this.row, null, this.namesakes).remedy(table);
            }
            return "Restore the file of " + this.row.label()
                    + ", or deploy the release that has it. applied-set.orphans=warn lets an older release start."
                    + " If the file is gone for good, start the application once with\n"
                    + command("forget", this.row.version());
        }

        @Override
        public String afterBranchesMet() {
            return resolveAndAlign();
        }

        @Override
        public String anchor() {
            return mayRunAgain() ? "renumbered-migration" : "orphan-migration";
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
        public Optional<MigrationVersion> version() {
            return Optional.of(this.file.version());
        }

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
     * A repeatable migration that is due, where nothing is applied.
     *
     * @param state its state
     */
    record UnappliedRepeatable(RepeatableState state) implements MigrationConflict {

        @Override
        public String description() {
            RepeatableMigration file = this.state.file();
            return new RepeatableWords(this.state, null).sentence()
                    + (file == null ? "" : "\n    " + file.file().location());
        }

        @Override
        public String remedy(String table) {
            return "Run it: deploy the process that migrates, or start this application once with\n"
                    + "    --applied-set.command=migrate";
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
        public Optional<MigrationVersion> version() {
            return Optional.of(this.file.version());
        }

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
     * A version to migrate to that is neither on disk nor applied.
     *
     * @param limit that version
     * @param neighbours the labels of the files next to it
     */
    record UnknownVersion(MigrationVersion limit, List<String> neighbours) implements MigrationConflict {

        public UnknownVersion {
            neighbours = List.copyOf(neighbours);
        }

        @Override
        public String description() {
            return "Version " + this.limit + ", up to which to migrate, is neither on disk nor applied.";
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
