package io.github.appliedset.tenant;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the same migrations to the schema of every tenant. The files name no schema: while one runs, {@code search_path}
 * is the tenant's. Each schema has a tracker of its own. Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * TenantReport report = TenantMigrator.builder(
 *                 Migrator.builder().dataSource(dataSource).locations("classpath:db/tenant").build(),
 *                 () -> List.of("tenant_1", "tenant_2"))
 *         .build()
 *         .migrate();
 * }</pre>
 */
public final class TenantMigrator {

    private static final Duration RECENT = Duration.ofMinutes(1);

    private record Seen(TenantReport report, long at) {}

    private final Migrator template;
    private final TenantSchemas schemas;
    private final int parallelism;
    private final List<String> first;
    private volatile @Nullable Seen seen;

    private TenantMigrator(Builder builder) {
        this.template = builder.template;
        this.schemas = builder.schemas;
        this.parallelism = builder.parallelism;
        this.first = List.copyOf(builder.first);
    }

    /**
     * Starts a migrator of tenants.
     *
     * @param template the files, the database and the settings of each tenant; its schema is that of none, what it adopts
     *     from other tools and its baseline are ignored
     * @param schemas the tenants
     */
    public static Builder builder(Migrator template, TenantSchemas schemas) {
        return new Builder(template, schemas);
    }

    /**
     * The schemas in the first column of a query.
     *
     * @param database runs the query on a connection of its DataSource
     */
    public static TenantSchemas query(Migrator database, String sql) {
        return () -> database.schemasFrom(sql);
    }

    /**
     * Applies what is pending for one tenant, which need not be listed yet; creates its schema if there is none. Waits for all
     * batches of its backfills.
     *
     * @param schema unquoted
     * @throws MigrationException as {@link Migrator#migrate}
     * @throws IllegalArgumentException if no schema can have that name
     */
    public MigrationReport migrate(String schema) {
        return migrator(schema).migrateWithBackfills();
    }

    /**
     * Applies what is pending for every tenant: canaries first, then the others, several at a time. One that fails does not
     * stop the others, unless it is a canary.
     *
     * @throws InvalidMigrationException if the files cannot be used; the database has not been touched
     * @throws TrackerException if the tenants cannot be listed
     * @throws MigrationInterruptedException if the thread is interrupted
     */
    public TenantReport migrate() {
        return remembered(new TenantRun(reading(), this::listed, this.first, workers()).migrate());
    }

    /**
     * Looks at every tenant, and changes nothing: {@link TenantResult.State#CURRENT}, {@code BEHIND} or {@code FAILED}.
     *
     * @throws MigrationException as {@link #migrate()}
     */
    public TenantReport status() {
        return remembered(new TenantRun(reading(), this::listed, this.first, workers()).look());
    }

    /** The same for one tenant, listed or not. */
    @Internal
    public TenantReport status(String schema) {
        return new TenantRun(reading(), () -> List.of(schema), this.first, 1).look();
    }

    /** The last report, if it is not older than a minute; else a new one of {@link #status()}. */
    @Internal
    public TenantReport recent() {
        Seen before = this.seen;
        return before != null && System.nanoTime() - before.at() < RECENT.toNanos() ? before.report() : status();
    }

    /** The migrator of one tenant. */
    @Internal
    public Migrator migrator(String schema) {
        refuseOrdinary(schema);
        return this.template.toBuilder().tenant(schema, true).build();
    }

    /** The schemas of all tenants, each once. */
    @Internal
    public List<String> listed() {
        Set<String> listed = new LinkedHashSet<>(this.schemas.schemas());
        for (String schema : listed) {
            refuseOrdinary(schema);
        }
        return new ArrayList<>(listed);
    }

    private void refuseOrdinary(@Nullable String schema) {
        if (schema == null || schema.isBlank() || schema.equals(this.template.schema())) {
            throw new TrackerException(
                    schema == null || schema.isBlank()
                            ? "A tenant without a schema is listed. No tenant was migrated."
                            : "Schema " + schema + " is listed as a tenant, but holds the tracker of the ordinary"
                                    + " migrations. No tenant was migrated.",
                    "Leave it out of applied-set.tenants.schemas-from, or of the bean TenantSchemas.",
                    "tenants",
                    null);
        }
    }

    private TenantReading reading() {
        return new TenantReading(this.template.toBuilder().searchNow().build());
    }

    /** Leaves one connection to the application, if the pool has more than one. */
    private int workers() {
        int most = this.template.connections().orElse(Integer.MAX_VALUE);
        return Math.max(1, Math.min(this.parallelism, most - 1));
    }

    private TenantReport remembered(TenantReport report) {
        this.seen = new Seen(report.afterwards(), System.nanoTime());
        return report;
    }

    /** Settings of a {@link TenantMigrator}. */
    public static final class Builder {

        private final Migrator template;
        private final TenantSchemas schemas;
        private int parallelism = 4;
        private List<String> first = List.of();

        private Builder(Migrator template, TenantSchemas schemas) {
            this.template = template;
            this.schemas = schemas;
        }

        /**
         * How many tenants are migrated at once, at most; one less than the pool has connections, if that is less.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder parallelism(int parallelism) {
            if (parallelism < 1) {
                throw new IllegalArgumentException("tenants.parallelism must be at least 1, but is " + parallelism);
            }
            this.parallelism = parallelism;
            return this;
        }

        /** Canaries: those of them that are listed go first, and if one fails, the others are not migrated. */
        public Builder first(List<String> first) {
            this.first = List.copyOf(first);
            return this;
        }

        /** Builds it; does not access the database. */
        public TenantMigrator build() {
            return new TenantMigrator(this);
        }
    }
}
