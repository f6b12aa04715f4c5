package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.FileStep;
import io.github.appliedset.branch.git.BranchReader;
import io.github.appliedset.branch.git.WorkTree;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What follows the files when branches are settled: the snapshot of the merged migrations, and the development database. If
 * this run ends in between, the next one finishes the snapshot, and asks about the database.
 *
 * @param input of the command
 * @param branches where the migrations are
 * @param tree the files
 * @param reader null for folders without git
 * @param server where the snapshot is made
 */
record AfterResolving(
        CommandInput input,
        BranchInput branches,
        WorkTree tree,
        @Nullable BranchReader reader,
        ScratchServer server) {

    private static final String NOT_REBUILT = "The snapshot was not rebuilt. --applied-set.command=snapshot"
            + " --applied-set.from=migrations does it.\n";

    private static final String NOT_COMPARED = "The snapshot was not compared with the migrations."
            + " --applied-set.command=snapshot --applied-set.from=migrations rebuilds it.\n";

    /** What became of the snapshot. */
    enum Rebuilt {
        NONE("none", ""),
        DONE("rebuilt", ""),
        FAILED("failed", NOT_REBUILT);

        private final String word;
        private final String text;

        Rebuilt(String word, String text) {
            this.word = word;
            this.text = text;
        }

        String word() {
            return this.word;
        }

        /** For people; empty if there is nothing to say. */
        String text() {
            return this.text;
        }
    }

    /**
     * How it ended.
     *
     * @param snapshot what became of the snapshot
     * @param aligned what was done to the database; null if nothing was
     * @param failure why the database was not aligned although it could be; null if it was
     */
    record Result(
            Rebuilt snapshot,
            @Nullable String aligned,
            @Nullable MigrationException failure) {}

    /**
     * The database with the files as they will be; empty unless the application says that it is for development.
     *
     * @param before this branch's migrations as they are
     */
    Optional<ResolveAlignment> alignment(List<FileStep> steps, List<BranchMigration> before) {
        Migrator migrator = this.input.migrators().get(this.input.migratorName());
        if (migrator == null || this.reader == null || !migrator.isDevelopment()) {
            return Optional.empty();
        }
        if (!this.reader.stillToCome().isEmpty()) {
            return Optional.of(ResolveAlignment.not(
                    "the rebase will bring more of this branch's migrations. Run resolve again when it is done"));
        }
        List<BranchMigration> known =
                Stream.concat(before.stream(), this.reader.committed().stream()).toList();
        return Optional.of(ResolveAlignment.of(
                migrator, this.branches.elsewhere(migrator, this.reader), this.reader.settledFiles(), steps, known));
    }

    /** Does it. A database that cannot be aligned does not undo what was done to the files. */
    Result carryOut(boolean rebuilds, Optional<ResolveAlignment> alignment) {
        Rebuilt snapshot = rebuilds ? rebuild() : Rebuilt.NONE;
        Optional<ResolveAlignment> possible = alignment.filter(ResolveAlignment::isPossible);
        if (possible.isEmpty()) {
            return new Result(snapshot, null, null);
        }
        try {
            return new Result(
                    snapshot, possible.get().carryOut(this.branches.onDisk(this.input.migrator(), this.reader)), null);
        } catch (MigrationException failure) {
            return new Result(snapshot, null, failure);
        }
    }

    /** The snapshot of the files as they are now, if there is one. */
    Rebuilt rebuild() {
        return this.branches.snapshotFolder().map(this::rebuild).orElse(Rebuilt.NONE);
    }

    /** Merged files of a snapshot say nothing, so all of it is made again. */
    private Rebuilt rebuild(Path folder) {
        Optional<Migrator> migrator = this.server.migrator();
        if (migrator.isEmpty()) {
            this.input.say().accept(why());
            return Rebuilt.FAILED;
        }
        try {
            Snapshots snapshots = snapshots(migrator.get());
            snapshots.save(folder, snapshots.fromMigrations(coverage(snapshots, folder)));
            this.tree.stageBelow(folder);
            return Rebuilt.DONE;
        } catch (MigrationException failure) {
            this.input.say().accept(failure.description() + "\n");
            return Rebuilt.FAILED;
        }
    }

    /** Whether the migrations produce something else than the snapshot tells. Where that cannot be tried, it says so. */
    boolean isStale(Path folder) {
        Optional<Migrator> migrator = this.server.migrator();
        if (migrator.isEmpty()) {
            this.input.say().accept(why() + NOT_COMPARED);
            return false;
        }
        Snapshots snapshots = snapshots(migrator.get());
        try {
            Schema schema = snapshots.fromMigrations(coverage(snapshots, folder));
            return isAnother(snapshots, folder, schema);
        } catch (SnapshotException noScratchDatabase) {
            this.input.say().accept(noScratchDatabase.description() + "\n" + NOT_COMPARED);
            return false;
        } catch (MigrationException doesNotRun) {
            return true;
        }
    }

    private String why() {
        return this.server.refusal().map(reason -> reason + "\n").orElse("");
    }

    private static boolean isAnother(Snapshots snapshots, Path folder, Schema schema) {
        try {
            return !snapshots.compare(folder, schema).isEmpty();
        } catch (SnapshotException conflicted) {
            return true;
        }
    }

    private Snapshots snapshots(Migrator migrator) {
        return Snapshots.of(this.branches.onDisk(migrator, this.reader));
    }

    private static Coverage coverage(Snapshots snapshots, Path folder) {
        try {
            return snapshots.coverage(folder);
        } catch (MigrationException conflicted) {
            return Coverage.DEFAULT;
        }
    }
}
