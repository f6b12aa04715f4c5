package io.github.appliedset.drift;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.TrackerTable;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The schema of a migrator's database. Each read borrows a connection and returns it unchanged. */
final class LiveSchema {

    private final DataSource dataSource;
    private final TrackerTable table;
    private final @Nullable String adopted;

    LiveSchema(Migrator migrator) {
        this.dataSource = migrator.dataSource();
        this.table = new TrackerTable(migrator.schema(), migrator.table());
        this.adopted = migrator.adoptedTable().orElse(null);
    }

    CatalogScope scope() {
        return CatalogScope.of(this.table.schema(), this.table.table()).withoutAdopted(this.adopted);
    }

    Schema read(CatalogScope scope) {
        return read(scope, nothing -> {});
    }

    /**
     * A schema, and why it may not be the one that the migrations produce.
     *
     * @param schema what was read
     * @param objection null if there is none
     */
    record Reading(Schema schema, @Nullable String objection) {}

    /** Reads schema and applied migrations in one transaction, so that both show the same state. */
    Reading readIfApplied(CatalogScope scope, MigrationPlan expected, Fairness fairness) {
        String[] objection = new String[1];
        Schema schema = read(scope, connection -> objection[0] = objection(connection, expected, fairness));
        return new Reading(schema, objection[0]);
    }

    private @Nullable String objection(Connection connection, MigrationPlan expected, Fairness fairness)
            throws SQLException {
        if (new UnfinishedMigrations(this.table).any(connection)) {
            return "a non-transactional migration has started and not finished";
        }
        return new MigrationTracker(this.table)
                .read(connection)
                .flatMap(applied ->
                        fairness.objection(MigrationPlan.between(expected.onDisk(), applied), expected.applied()))
                .orElse(null);
    }

    private Schema read(CatalogScope scope, CatalogReader.Also also) {
        try (Connection connection = this.dataSource.getConnection()) {
            return CatalogReader.read(connection, scope, also);
        } catch (SQLException failure) {
            throw new DatabaseAccessException(
                    "The schema of the database could not be read. Nothing was changed.\n\nMessage: "
                            + Optional.ofNullable(failure.getMessage()).orElse(failure.toString()),
                    "Fix the cause and try again. If a query timed out or had to wait for a lock, try when the"
                            + " database is less busy.",
                    "schema-unreadable",
                    failure);
        }
    }
}
