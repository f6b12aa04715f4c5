package io.github.appliedset.adoption;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.tracker.AdoptedRows;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.RepeatableTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Marks migrations as applied in a new tracker: those in another tool's table, or those up to a baseline. */
@Internal
public final class Adopter {

    private final AdoptionSettings settings;
    private final MigrationTracker tracker;
    private final List<RepeatableMigration> repeatables;

    /**
     * Creates it.
     *
     * @param repeatables the repeatable migrations on disk
     */
    public Adopter(AdoptionSettings settings, MigrationTracker tracker, List<RepeatableMigration> repeatables) {
        this.settings = settings;
        this.tracker = tracker;
        this.repeatables = List.copyOf(repeatables);
    }

    /**
     * Adopts; call it under the lock while the tracker has no row.
     *
     * @return the migrations that were marked as applied
     * @throws TrackerException if another tool's table exists that no setting mentions, or the adoption has obstacles
     * @throws InvalidMigrationException if a file cannot be read, or contains an unresolved git conflict
     */
    public Adoption run(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        Adoption adoption = find(connection, onDisk, false);
        adoption.requireNoObstacle();
        if (!adoption.rows().isEmpty()) {
            new AdoptedRows(this.tracker)
                    .insert(
                            connection,
                            adoption.rows().stream().map(Adoption.Row::entry).toList());
        }
        if (!adoption.repeatables().isEmpty()) {
            record(connection, adoption.repeatables());
        }
        return adoption;
    }

    /** Without a version to adopt, this is repeated until one is applied. */
    private void record(Connection connection, List<Adoption.RepeatableRow> rows) throws SQLException {
        RepeatableTable table = new RepeatableTable(this.tracker.table());
        table.prepare(connection);
        Map<String, AppliedRepeatable> there = table.read(connection).current();
        for (Adoption.RepeatableRow row : rows) {
            if (!there.containsKey(row.migration().name())) {
                table.record(connection, row.migration().name(), row.appliedAt(), row.checksum(), null, List.of());
            }
        }
    }

    /** Returns what {@link #run} would adopt, and the obstacles. Reads only. */
    public Adoption preview(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        return find(connection, onDisk, true);
    }

    private Adoption find(Connection connection, VersionSet<Migration> onDisk, boolean preview) throws SQLException {
        Adoption adoption = this.settings.baseline() != null
                ? new Baseline(this.settings.baseline(), this.tracker.table()).read(connection, onDisk, preview)
                : inTable(connection, onDisk);
        requireReadable(adoption.files());
        return adoption.mentioningUnfinishedFiles();
    }

    /** Nobody knows which side of an unresolved conflict is meant, so it is not recorded either. */
    private static void requireReadable(List<MigrationFile> files) {
        InvalidMigrationException.collect(files, MigrationFile::checksum);
    }

    private Adoption inTable(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        return switch (this.settings.tool()) {
            case NONE -> Adoption.NOTHING;
            case DETECT -> {
                KnownTrackers.in(connection).withHistory(connection).refuse(this.tracker.table());
                yield Adoption.NOTHING;
            }
            case GOLANG_MIGRATE -> read(new GolangMigrateTracker(), connection, onDisk);
            case FLYWAY -> read(new FlywayTracker(this.repeatables), connection, onDisk);
            case GOOSE -> read(new GooseTracker(), connection, onDisk);
            case DBMATE -> read(new DbmateTracker(), connection, onDisk);
        };
    }

    private Adoption read(ToolTracker legacy, Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        String name = this.settings.table() == null ? legacy.defaultTable() : this.settings.table();
        Optional<ToolTable> table = ToolTable.named(connection, this.settings.tool(), name);
        if (table.isEmpty()) {
            // A typo in the name must not be less safe than no name at all.
            KnownTrackers.in(connection).refuse(this.tracker.table());
            return Adoption.NOTHING;
        }
        return legacy.read(connection, table.get(), onDisk);
    }

    /** The source of the adoption, in words: {@code baseline 3}, {@code Flyway, public.flyway_schema_history}. */
    public String source(Adoption adoption) {
        return adoption.table() == null
                ? "baseline " + this.settings.baseline()
                : adoption.tool().title() + ", " + adoption.table();
    }
}
