package io.github.appliedset.autoconfigure;

import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.generate.MigrationGenerator;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.MigratorDefaults;
import io.github.appliedset.schema.drift.ColumnOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration of applied-set.
 *
 * <p>The defaults are code and not annotations: Java reads the annotations of all parameters for each of them, which took most of
 * the time of binding. The metadata repeats the defaults; a test compares the two.
 *
 * @param enabled Whether to migrate the database when the application starts.
 * @param mode What to do about migrations when the application starts.
 * @param waitTimeout Time to wait, in mode wait, for another process to apply pending migrations.
 * @param locations Folders to search for migrations, each with the prefix classpath: or file:.
 * @param schema Schema of the tracker table, created if missing.
 * @param table Name of the tracker table.
 * @param url JDBC URL of the database to migrate, if not the application's DataSource.
 * @param username User to migrate as, if not the application's.
 * @param password Password of that user.
 * @param driverClassName Fully qualified name of the JDBC driver. Detected from the URL by default.
 * @param checksumMismatch What to do about an applied file that has been edited.
 * @param orphans What to do about applied versions that have no file.
 * @param instanceLockTimeout Time to wait while another process migrates.
 * @param lockTimeout PostgreSQL's lock_timeout for every migration; 0 for no limit.
 * @param lockRetries Number of retries of a migration after a lock timeout or a deadlock.
 * @param statementTimeout PostgreSQL's statement_timeout for every migration.
 * @param legacy Tracker of another tool from which a new tracker adopts applied migrations.
 * @param drift Comparison of the database schema with the snapshot shipped with the application.
 * @param baselineVersion Version up to which every file is marked as applied without being run, if the tracker is new.
 * @param release Time of this release, by which contents of repeatable migrations are ordered. Read from git.properties or
 *     build-info.properties by default.
 * @param declared Declared schema, from which the command generate writes migrations.
 * @param branches What commands about branches go by.
 * @param pipeline Whether the statements of a migration are sent together, past JDBC.
 * @param development Whether this is a developer's own database: a start makes it match the files, if no row is lost.
 * @param developmentHosts Hosts, besides this machine, where a developer's own database may be.
 * @param tenants One migrator over many schemas, that of each tenant.
 * @param migrators Several migrators by name, each with the keys above. Keys that it does not set are inherited.
 */
@ConfigurationProperties("applied-set")
record AppliedSetProperties(
        Boolean enabled,
        MigrationMode mode,
        Duration waitTimeout,
        List<String> locations,
        String schema,
        String table,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String driverClassName,
        ConflictPolicy checksumMismatch,
        ConflictPolicy orphans,
        Duration instanceLockTimeout,
        Duration lockTimeout,
        Integer lockRetries,
        @Nullable Duration statementTimeout,
        Legacy legacy,
        Drift drift,
        @Nullable Long baselineVersion,
        @Nullable String release,
        Declared declared,
        Branches branches,
        PipelineMode pipeline,
        boolean development,
        List<String> developmentHosts,
        Tenants tenants,
        Map<String, AppliedSetProperties> migrators) {

    /**
     * Tracker of another tool.
     *
     * @param tool Tool that has migrated the database until now.
     * @param table Tracker table of that tool, optionally qualified with a schema.
     */
    record Legacy(LegacyTool tool, @Nullable String table) {

        Legacy {
            tool = or(tool, MigratorDefaults.LEGACY_TOOL);
        }
    }

    /**
     * Comparison with the schema snapshot.
     *
     * @param mode What to do at startup if the schema differs from the shipped snapshot.
     * @param order How to treat a different column order.
     */
    record Drift(DriftMode mode, ColumnOrder.Mode order) {

        Drift {
            mode = or(mode, DriftMode.WARN);
            order = or(order, ColumnOrder.Mode.INFO);
        }
    }

    /**
     * Declared schema.
     *
     * @param locations Locations of the files that declare the schema.
     * @param entities Whether the JPA entities of the application are the first source of the declared schema.
     */
    record Declared(List<String> locations, boolean entities) {

        Declared {
            locations = or(locations, List.of(MigrationGenerator.DECLARED));
        }
    }

    /**
     * Branches.
     *
     * @param protectedRefs Refs whose versions are never renumbered, beside the branch to join; release tags if none is
     *     named.
     */
    record Branches(List<String> protectedRefs) {

        Branches {
            protectedRefs = or(protectedRefs, List.of());
        }
    }

    /**
     * Tenants.
     *
     * @param schemasFrom Query that returns the schema of each tenant, run after the ordinary migrations. A bean of type
     *     TenantSchemas takes precedence. Blank is the same as not set.
     * @param locations Folders to search for the migrations of tenants, each with the prefix classpath: or file:.
     * @param parallelism Number of tenants to migrate at once; one less than the pool has connections, if that is less.
     * @param onFailure What to do at startup if tenants could not be migrated, after the others are finished.
     * @param first Tenants to migrate before all others. If one fails, the others are not migrated.
     */
    record Tenants(
            @Nullable String schemasFrom,
            List<String> locations,
            Integer parallelism,
            TenantFailureMode onFailure,
            List<String> first) {

        Tenants {
            locations = or(locations, List.of("classpath:db/tenant"));
            parallelism = or(parallelism, 4);
            onFailure = or(onFailure, TenantFailureMode.FAIL);
            first = or(first, List.of());
        }
    }

    /** Boot passes null for each property that is not set. */
    @NullUnmarked
    AppliedSetProperties {
        enabled = or(enabled, true);
        mode = or(mode, MigrationMode.MIGRATE);
        waitTimeout = or(waitTimeout, Duration.ofMinutes(5));
        locations = or(locations, List.of(MigratorDefaults.LOCATION));
        schema = or(schema, MigratorDefaults.SCHEMA);
        table = or(table, MigratorDefaults.TABLE);
        checksumMismatch = or(checksumMismatch, MigratorDefaults.CHECKSUM_MISMATCH);
        orphans = or(orphans, MigratorDefaults.ORPHANS);
        instanceLockTimeout = or(instanceLockTimeout, MigratorDefaults.INSTANCE_LOCK_TIMEOUT);
        lockTimeout = or(lockTimeout, MigratorDefaults.LOCK_TIMEOUT);
        lockRetries = or(lockRetries, MigratorDefaults.LOCK_RETRIES);
        legacy = or(legacy, new Legacy(null, null));
        drift = or(drift, new Drift(null, null));
        declared = or(declared, new Declared(null, false));
        branches = or(branches, new Branches(null));
        pipeline = or(pipeline, MigratorDefaults.PIPELINE);
        developmentHosts = or(developmentHosts, List.of());
        tenants = or(tenants, new Tenants(null, null, null, null, null));
        migrators = or(migrators, Map.of());
        if (waitTimeout.isNegative()) {
            throw AppliedSetConfigurationException.negative("applied-set.wait-timeout", waitTimeout);
        }
    }

    private static <T> T or(@Nullable T set, T byDefault) {
        return set == null ? byDefault : set;
    }

    Migrator.Builder applyTo(Migrator.Builder builder) {
        return builder.schema(this.schema)
                .table(this.table)
                .checksumMismatch(this.checksumMismatch)
                .orphans(this.orphans)
                .instanceLockTimeout(this.instanceLockTimeout)
                .lockTimeout(this.lockTimeout)
                .lockRetries(this.lockRetries)
                .statementTimeout(this.statementTimeout)
                .legacy(this.legacy.tool(), this.legacy.table())
                .baselineVersion(this.baselineVersion)
                .pipeline(this.pipeline);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "AppliedSetProperties[" + this.schema + "." + this.table + " from " + this.locations + "]";
    }
}
