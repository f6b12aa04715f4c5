package io.github.appliedset.generate;

import io.github.appliedset.authoring.NextVersions;
import io.github.appliedset.authoring.VersionStyle;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.scratch.ScratchDatabase;
import io.github.appliedset.source.ResourceMigrationSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Proves generated files in parts. One that cannot be undone ends the way back of those behind it; those before it are undone
 * from where they lead, in a copy that never ran it.
 */
final class ProofInParts {

    private final Replay replay;
    private final Migrator migrator;
    private final CatalogScope scope;
    private final Clock clock;
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> failures = new LinkedHashSet<>();

    ProofInParts(Replay replay, Migrator migrator, CatalogScope scope, Clock clock) {
        this.replay = replay;
        this.migrator = migrator;
        this.scope = scope;
        this.clock = clock;
    }

    /**
     * What the proof covers.
     *
     * @param migrations the files in their order
     * @param after the schema that each of them leaves
     * @param ends where the first begins, and the last leads
     * @param allowed what may be lost or moved
     */
    record Written(List<GeneratedMigration> migrations, List<Schema> after, Proof.Ends ends, Proof.Allowed allowed) {

        Written {
            migrations = List.copyOf(migrations);
            after = List.copyOf(after);
        }

        /** Where those from one file to before another begin and lead. */
        private Proof.Ends between(int from, int to) {
            return new Proof.Ends(
                    from == 0 ? this.ends.start() : Proof.Side.of(this.after.get(from - 1)),
                    to == this.migrations.size() ? this.ends.target() : Proof.Side.of(this.after.get(to - 1)),
                    this.after,
                    this.ends.dumps());
        }

        private boolean isIrreversible(int index) {
            return this.migrations.get(index).hazards().contains(Hazard.IRREVERSIBLE);
        }
    }

    /**
     * Proves all of them.
     *
     * @param onDisk the files before them
     * @return what could not be proven
     * @throws GenerationRefusedException if something does not come out as it should
     */
    List<String> of(Written files, VersionSet<Migration> onDisk) throws SQLException {
        Path folder = temporaryFolder();
        try {
            List<Migration> numbered = numbered(folder, files.migrations(), onDisk);
            prove(files, numbered, numbered.size());
            for (int to = numbered.size() - 1; to > 0; to--) {
                if (files.isIrreversible(to) && !files.isIrreversible(to - 1)) {
                    prove(files, numbered, to);
                }
            }
        } finally {
            delete(folder);
        }
        if (!this.failures.isEmpty()) {
            throw new GenerationRefusedException(
                    List.copyOf(this.failures),
                    "This is a defect of the generator: please report it. Write the migration by hand"
                            + " (--applied-set.command=new).",
                    "generation-refused");
        }
        return List.copyOf(this.notes);
    }

    private void prove(Written files, List<Migration> numbered, int to) throws SQLException {
        int from = to;
        while (from > 0 && !files.isIrreversible(from - 1)) {
            from--;
        }
        Proof.Ends ends = files.between(from, to);
        VersionSet<Migration> some = VersionSet.of(numbered.subList(0, to));
        Proof.Outcome outcome = prove(files, some, to - from, true, ends);
        if (outcome.isOnRows()) {
            String onRows = outcome.failures().get(0);
            String what = outcome.wayThere() ? "The way back is proven" : "Proven";
            outcome = prove(files, some, to - from, false, ends);
            this.notes.add(what + " without rows: with rows" + (onRows.contains(" fail:\n") ? " that do not fit" : "")
                    + ", " + onRows.replaceFirst("^The", "the"));
        }
        this.failures.addAll(outcome.failures());
        this.notes.addAll(outcome.notes());
    }

    private Proof.Outcome prove(
            Written files, VersionSet<Migration> some, int reversible, boolean withRows, Proof.Ends ends)
            throws SQLException {
        try (ScratchDatabase copy = this.replay.copy()) {
            return Proof.of(
                    this.migrator, copy.dataSource(), this.scope, some, reversible, withRows, files.allowed(), ends);
        }
    }

    private List<Migration> numbered(Path folder, List<GeneratedMigration> migrations, VersionSet<Migration> onDisk) {
        new GeneratedMigrations(migrations, List.of())
                .write(
                        folder,
                        NextVersions.after(
                                folder,
                                MigrationPlan.between(onDisk, VersionSet.empty()),
                                VersionStyle.TIME,
                                this.clock));
        return ResourceMigrationSource.ofFolder(folder).load().toList();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("applied-set-generate");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
