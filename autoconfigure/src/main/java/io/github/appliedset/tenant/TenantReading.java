package io.github.appliedset.tenant;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantResult.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the trackers of tenants with the files, which are searched once. Trackers are read in chunks: each takes two of the
 * server's locks until its transaction ends, and those are shared by all databases.
 */
final class TenantReading {

    private static final int CHUNK = 100;
    private static final String STATEMENT_FAILED = "database-error";

    private final Migrator files;
    private final boolean repeatables;
    private final Map<List<Row>, Decision> decided = new HashMap<>();

    /** A row without its time, in which the same releases differ. */
    private record Row(long version, String name, @Nullable String checksum) {}

    /** What the same rows always lead to. */
    private record Decision(int pending, @Nullable MigrationException refused) {}

    /**
     * Reads.
     *
     * @param files a migrator with all files
     */
    TenantReading(Migrator files) {
        this.files = files;
        this.repeatables = !files.repeatables().isEmpty();
        files.onDisk();
    }

    /**
     * What a look at these tenants shows.
     *
     * @param existing whether their schema existed is put here
     */
    List<TenantResult> look(List<String> schemas, Map<String, Boolean> existing) {
        Map<String, Boolean> withTracker = this.files.schemasWithTracker(schemas);
        List<TenantResult> results = new ArrayList<>();
        List<String> toRead = new ArrayList<>();
        for (String schema : schemas) {
            existing.put(schema, withTracker.containsKey(schema));
            if (withTracker.getOrDefault(schema, false)) {
                toRead.add(schema);
            } else {
                results.add(result(schema, VersionSet.empty()));
            }
        }
        for (int from = 0; from < toRead.size(); from += CHUNK) {
            results.addAll(chunk(toRead.subList(from, Math.min(from + CHUNK, toRead.size()))));
        }
        return results;
    }

    /** A chunk that cannot be read at once is read one by one. */
    private List<TenantResult> chunk(List<String> schemas) {
        Map<String, VersionSet<AppliedMigration>> read;
        try {
            read = this.files.rowsIn(schemas);
        } catch (MigrationException failure) {
            if (failure instanceof DatabaseAccessException
                    && !failure.reference().anchor().equals(STATEMENT_FAILED)) {
                throw failure;
            }
            return schemas.stream().map(this::alone).toList();
        }
        return schemas.stream()
                .map(schema -> result(schema, read.getOrDefault(schema, VersionSet.empty())))
                .toList();
    }

    private TenantResult alone(String schema) {
        try {
            MigrationPlan plan = migrator(schema, false).plan();
            return result(schema, plan.applied(), plan.orphans());
        } catch (MigrationException failure) {
            return TenantResult.failed(schema, failure);
        }
    }

    private TenantResult result(
            String schema, VersionSet<AppliedMigration> applied, VersionSet<AppliedMigration> orphans) {
        List<AppliedMigration> rows = new ArrayList<>(applied.toList());
        rows.addAll(orphans.toList());
        return result(schema, VersionSet.of(rows));
    }

    private TenantResult result(String schema, VersionSet<AppliedMigration> rows) {
        List<Row> key = rows.stream()
                .map(row -> new Row(
                        row.version().value(),
                        row.name(),
                        row.checksum() == null ? null : row.checksum().hex()))
                .toList();
        Decision decision = this.decided.computeIfAbsent(key, any -> decide(rows));
        if (decision.refused() != null) {
            // Its own words, about its own tracker, come from a look at it alone.
            return TenantResult.failed(schema, ofItsOwn(schema, decision.refused(), rows));
        }
        if (decision.pending() > 0) {
            return new TenantResult(schema, State.BEHIND, decision.pending(), null);
        }
        return this.repeatables ? repeatables(schema) : TenantResult.of(schema, State.CURRENT);
    }

    private MigrationException ofItsOwn(
            String schema, MigrationException otherwise, VersionSet<AppliedMigration> rows) {
        try {
            migrator(schema, false).decide(rows);
            return otherwise;
        } catch (MigrationException own) {
            return own;
        }
    }

    /** What repeatable migrations have made may be gone, which only a look at the tenant tells. */
    private TenantResult repeatables(String schema) {
        try {
            MigrationStatus status = migrator(schema, false).status();
            int pending = status.pendingRepeatables().size();
            return new TenantResult(schema, pending == 0 ? State.CURRENT : State.BEHIND, pending, null);
        } catch (MigrationException failure) {
            return TenantResult.failed(schema, failure);
        }
    }

    private Decision decide(VersionSet<AppliedMigration> rows) {
        try {
            return new Decision(this.files.decide(rows).pending().size(), null);
        } catch (MigrationConflictException refused) {
            return new Decision(0, refused);
        }
    }

    boolean exists(String schema) {
        return this.files.schemasWithTracker(List.of(schema)).containsKey(schema);
    }

    /** The migrator of a tenant, with the files that were found. */
    Migrator migrator(String schema, boolean createsSchema) {
        return this.files.toBuilder().tenant(schema, createsSchema).build();
    }
}
