package io.github.appliedset.drift;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.schema.snapshot.SavedSnapshot;
import io.github.appliedset.schema.snapshot.SnapshotTree;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes snapshots of a migrator's database, or of the schema that its migrations produce in an empty one.
 *
 * <pre>{@code
 * Snapshots snapshots = Snapshots.of(migrator);
 * SavedSnapshot saved = snapshots.save(Path.of("src/main/resources/db/snapshot"), snapshots.fromMigrations());
 * }</pre>
 */
public final class Snapshots {

    private final Migrator migrator;

    private Snapshots(Migrator migrator) {
        this.migrator = migrator;
    }

    /** For the database and the migrations of a migrator. */
    public static Snapshots of(Migrator migrator) {
        return new Snapshots(migrator);
    }

    /**
     * The schema of the database, without the tracker. Read-only.
     *
     * @param coverage the part to read
     * @throws DatabaseAccessException if it cannot be read
     */
    public Schema live(Coverage coverage) {
        LiveSchema live = new LiveSchema(this.migrator);
        return live.read(live.scope().covering(coverage));
    }

    /** The same with {@link Coverage#DEFAULT}. */
    public Schema live() {
        return live(Coverage.DEFAULT);
    }

    /**
     * The schema that the migrations on disk produce in an empty database. All migrations run, including those covered by a
     * baseline, and then the repeatable ones, in a scratch database on the same server that is dropped at the end. The migrator's own database is not
     * touched, and its listeners are not called.
     *
     * @param coverage the part to read
     * @throws SnapshotException if no scratch database can be created
     * @throws MigrationException of another kind if a migration fails
     */
    public Schema fromMigrations(Coverage coverage) {
        List<Migration> migrations = this.migrator.onDisk().toList();
        try (Replay replay = Replay.of(this.migrator)) {
            replay.run(migrations);
            replay.repeat();
            return replay.schema(coverage);
        }
    }

    /** The same with {@link Coverage#DEFAULT}. */
    public Schema fromMigrations() {
        return fromMigrations(Coverage.DEFAULT);
    }

    /**
     * The coverage of the snapshot in a folder, so that it can be taken again.
     *
     * @return {@link Coverage#DEFAULT} if there is none
     * @throws SnapshotException if its {@code snapshot.json} cannot be read
     */
    public Coverage coverage(Path folder) {
        return SnapshotTree.at(folder).coverage();
    }

    /**
     * Writes a schema as a folder of files. Unchanged files are not rewritten.
     *
     * @throws SnapshotException if the folder contains something else, or cannot be written
     */
    public SavedSnapshot save(Path folder, Schema schema) {
        return SnapshotTree.at(folder).save(schema);
    }

    /**
     * How a schema differs from the snapshot in a folder. A missing snapshot counts as an empty one.
     *
     * @throws SnapshotException with every problem, if the snapshot cannot be read
     */
    public SchemaDrift compare(Path folder, Schema found) {
        return SchemaComparison.between(SnapshotTree.at(folder).load(), found);
    }
}
