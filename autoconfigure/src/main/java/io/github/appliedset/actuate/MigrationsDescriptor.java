package io.github.appliedset.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migrator.Migrator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The migrations of an application, as the endpoint shows them.
 *
 * @param contexts by the id of the application context
 */
public record MigrationsDescriptor(Map<String, ContextDescriptor> contexts) implements OperationResponseBody {

    /**
     * One application context.
     *
     * @param migrators by name; one that has none by the name of its bean
     */
    public record ContextDescriptor(Map<String, MigratorDescriptor> migrators) {}

    /**
     * One migrator. Every version stands in exactly one of the lists.
     *
     * @param schema schema of the tracker
     * @param table name of the tracker
     * @param counts length of each list
     * @param applied on disk and in the table
     * @param pending on disk only
     * @param orphans in the table only
     */
    public record MigratorDescriptor(
            String schema,
            String table,
            Counts counts,
            List<AppliedDescriptor> applied,
            List<PendingDescriptor> pending,
            List<AppliedDescriptor> orphans) {

        static MigratorDescriptor of(Migrator migrator) {
            MigrationPlan plan = migrator.plan();
            return new MigratorDescriptor(
                    migrator.schema(),
                    migrator.table(),
                    new Counts(
                            plan.applied().size(),
                            plan.pending().size(),
                            plan.orphans().size()),
                    plan.applied().stream().map(AppliedDescriptor::of).toList(),
                    plan.pending().stream().map(PendingDescriptor::of).toList(),
                    plan.orphans().stream().map(AppliedDescriptor::of).toList());
        }
    }

    /** How many migrations are in which state. */
    public record Counts(int applied, int pending, int orphans) {}

    /** A row of the tracker. */
    public record AppliedDescriptor(
            long version,
            String name,
            Instant appliedAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String checksum) {

        static AppliedDescriptor of(AppliedMigration row) {
            return new AppliedDescriptor(
                    row.version().value(),
                    row.name(),
                    row.appliedAt(),
                    row.checksum() == null ? null : row.checksum().hex());
        }
    }

    /** A migration that waits to be applied. */
    public record PendingDescriptor(long version, String name, String file) {

        static PendingDescriptor of(Migration migration) {
            return new PendingDescriptor(
                    migration.version().value(),
                    migration.name(),
                    migration.up().path());
        }
    }
}
