package io.github.appliedset.replay;

import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.run.StartOrder;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.scratch.ScratchDatabase;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Runs migrations in a scratch database, in the given order. Every migration runs: a baseline or another tool's tracker
 * describes an existing database, and this one is empty. Listeners are not called.
 *
 * <pre>{@code
 * try (Replay replay = Replay.of(migrator)) {
 *     replay.run(migrator.onDisk().toList());
 *     Schema schema = replay.schema(Coverage.DEFAULT);
 * }
 * }</pre>
 */
public final class Replay implements AutoCloseable {

    private final Migrator migrator;
    private final ScratchDatabase scratch;
    private final List<Migration> applied;

    private Replay(Migrator migrator, ScratchDatabase scratch, List<Migration> applied) {
        this.migrator = migrator;
        this.scratch = scratch;
        this.applied = new ArrayList<>(applied);
    }

    /**
     * Starts with an empty database.
     *
     * @param migrator its settings and its server are used; its database is not touched
     * @throws SnapshotException if no scratch database can be created
     */
    public static Replay of(Migrator migrator) {
        return new Replay(migrator, ScratchDatabase.beside(migrator.dataSource()), List.of());
    }

    /**
     * Runs migrations in an empty database, or in a copy of what an earlier replay of the first of them has left on the server.
     * One that makes a lot leaves such a database: at most four, for a week.
     *
     * @param inOrder as for {@link #run}
     * @throws SnapshotException if no scratch database can be created
     * @throws MigrationException if one fails
     */
    public static Replay ofAll(Migrator migrator, List<Migration> inOrder) {
        try {
            ReplayTemplates templates = ReplayTemplates.of(migrator, inOrder);
            Optional<ReplayTemplates.Copy> copy = templates.copy();
            int copied = copy.map(ReplayTemplates.Copy::migrations).orElse(0);
            Replay replay = copy.isEmpty()
                    ? of(migrator)
                    : new Replay(migrator, copy.get().scratch(), inOrder.subList(0, copied));
            replay.runTheRest(inOrder.subList(copied, inOrder.size()), templates);
            return replay;
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    private void runTheRest(List<Migration> rest, ReplayTemplates templates) throws SQLException {
        boolean done = false;
        try {
            run(rest);
            if (!rest.isEmpty()) {
                templates.keep(this.scratch);
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** Migrations in the order in which a start on an empty database runs them. */
    public static List<Migration> inOrder(Collection<Migration> migrations) {
        return StartOrder.of(migrations);
    }

    /**
     * Runs migrations after those that ran before.
     *
     * @param inOrder in any order of versions, each version once; Java migrations must be the migrator's own
     * @throws MigrationException if one fails; those before it stay applied
     * @throws IllegalArgumentException if a version has been applied already, or a Java migration is unknown
     */
    public void run(List<Migration> inOrder) {
        int from = 0;
        for (int next = 1; next <= inOrder.size(); next++) {
            if (next == inOrder.size() || isBelow(inOrder.get(next), inOrder.get(next - 1))) {
                runAscending(inOrder.subList(from, next));
                from = next;
            }
        }
    }

    private static boolean isBelow(Migration migration, Migration before) {
        return migration.version().compareTo(before.version()) < 0;
    }

    private void runAscending(List<Migration> some) {
        this.applied.addAll(some);
        Migrator inScratch = inScratch();
        if (inScratch.onDisk().size() < this.applied.size()) {
            throw new IllegalArgumentException("not a Java migration of this migrator: " + some);
        }
        inScratch.migrateWithBackfills();
    }

    /**
     * Rolls back the migration that ran last, with its down file.
     *
     * @throws MigrationException if that fails
     */
    public void rollBackLast() {
        inScratch().rollback(1);
        this.applied.remove(this.applied.size() - 1);
    }

    /**
     * Runs the repeatable migrations that are due, after the versions that ran.
     *
     * @throws MigrationException if one fails
     */
    public void repeat() {
        repeat(this.migrator.repeatables());
    }

    /**
     * The same with other repeatable migrations than those of the migrator.
     *
     * @throws MigrationException if one fails
     */
    public void repeat(List<RepeatableMigration> repeatables) {
        inScratch(false, repeatables).migrateWithBackfills();
    }

    private Migrator inScratch() {
        return inScratch(true, List.of());
    }

    private Migrator inScratch(boolean versionsAlone, List<RepeatableMigration> repeatables) {
        VersionSet<Migration> files = VersionSet.of(this.applied.stream()
                .filter(migration -> !migration.up().isCode())
                .toList());
        Set<MigrationVersion> versions =
                this.applied.stream().map(Migration::version).collect(Collectors.toSet());
        return this.migrator.toBuilder()
                .dataSource(this.scratch.dataSource())
                .source(new Files(files, repeatables))
                .versionsAlone(versionsAlone)
                .only(migration -> versions.contains(migration.version()))
                .baselineVersion(null)
                .legacy(LegacyTool.NONE, null)
                .development(null)
                .listeners(List.of())
                .build();
    }

    /** Files that were found already. */
    private record Files(VersionSet<Migration> load, List<RepeatableMigration> repeatables) implements MigrationSource {

        @Override
        public FoundMigrations search() {
            return new FoundMigrations(this.load, this.repeatables, List.of());
        }
    }

    /**
     * The schema that the migrations have produced, without the tracker.
     *
     * @param coverage the part to read
     * @throws DatabaseAccessException if it cannot be read
     */
    public Schema schema(Coverage coverage) {
        return schema(
                CatalogScope.of(this.migrator.schema(), this.migrator.table()).covering(coverage));
    }

    /**
     * The schema that the migrations have produced.
     *
     * @param scope the part to read
     * @throws DatabaseAccessException if it cannot be read
     */
    public Schema schema(CatalogScope scope) {
        try (Connection connection = this.scratch.dataSource().getConnection()) {
            return CatalogReader.read(connection, scope);
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    private static DatabaseAccessException unreadable(SQLException failure) {
        return new DatabaseAccessException(
                "The schema of the scratch database could not be read.\n\nMessage: "
                        + Optional.ofNullable(failure.getMessage()).orElse(failure.toString()),
                "Fix the cause and try again.",
                "schema-unreadable",
                failure);
    }

    /** The database that the migrations have run in; not all that it has comes along in a copy. */
    public DataSource dataSource() {
        return this.scratch.dataSource();
    }

    /**
     * A database with the same content as that of this replay, tracker included, to go on with.
     *
     * @throws SnapshotException if none can be created
     */
    public ScratchDatabase copy() {
        return this.scratch.copy();
    }

    /**
     * A replay that goes on from here by itself.
     *
     * @throws SnapshotException if no scratch database can be created
     */
    public Replay fork() {
        return new Replay(this.migrator, this.scratch.copy(), this.applied);
    }

    /** Drops the scratch database. */
    @Override
    public void close() {
        this.scratch.close();
    }
}
