package io.github.appliedset.tenant;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Applies the same migrations to every tenant. With a schema for each, the files name no schema: while one runs,
 * {@code search_path} is the tenant's, and each schema has a tracker of its own. With a {@linkplain TenantDatabases database
 * for each}, a file is like any other. Immutable and safe for use by several threads.
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

    private final Tenancy tenancy;
    private final int parallelism;
    private final Canaries first;
    private final LastReport last = new LastReport(System::nanoTime);

    private TenantMigrator(Builder builder) {
        this.tenancy = builder.tenancy;
        this.parallelism = builder.parallelism;
        this.first = new Canaries(builder.first);
    }

    /**
     * Starts a migrator of tenants with a schema each.
     *
     * @param template the files, the database and the settings of each tenant; its schema belongs to no tenant, and what it
     *     adopts from other tools and its baseline are ignored
     * @param schemas the tenants
     */
    public static Builder builder(Migrator template, TenantSchemas schemas) {
        return new Builder(new SchemaPerTenant(template, schemas));
    }

    /**
     * Starts a migrator of tenants with a database each.
     *
     * @param template the files and the settings of each tenant, among them the tracker's schema and table; its own database
     *     belongs to no tenant
     * @param databases the tenants
     */
    public static Builder builder(Migrator template, TenantDatabases databases) {
        return new Builder(new DatabasePerTenant(template, databases));
    }

    /**
     * The schemas that a query returns, in its only column.
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
     * @param tenant its schema, unquoted; with a database each, its name
     * @throws MigrationException as {@link Migrator#migrate}
     * @throws IllegalArgumentException if no schema can have that name
     */
    public MigrationReport migrate(String tenant) {
        return with(tenant, Migrator::migrateWithBackfills);
    }

    /**
     * Applies what is pending for every tenant: canaries first, then the others, several at a time. One that fails does not
     * stop the others, unless it is a canary.
     *
     * @throws InvalidMigrationException if the files cannot be used; no database has been touched
     * @throws TrackerException if the tenants cannot be listed
     * @throws TenantsFailedException if tenants are behind, and there are canaries, but none of them is listed; no tenant
     *     has been migrated
     * @throws MigrationInterruptedException if the thread is interrupted
     */
    public TenantReport migrate() {
        return this.last.migrated(run(this.tenancy).migrate());
    }

    /**
     * Reads every tenant, and changes nothing: {@link TenantResult.State#CURRENT}, {@code BEHIND} or {@code FAILED}.
     *
     * @throws MigrationException as {@link #migrate()}; canaries do not matter here
     */
    public TenantReport status() {
        return this.last.looked(run(this.tenancy).look());
    }

    /**
     * Waits until another process has migrated every tenant.
     *
     * @return the last result, once all are current, one contradicts the files or the time is up
     * @throws MigrationException as {@link #status()}; waits for a database that cannot be reached
     */
    @Internal
    public TenantReport await(Duration timeout) {
        return new TenantWait(this::status).await(timeout);
    }

    /** The same as {@link #status()}, except that an edited file is a failure even if a start only warns. */
    @Internal
    public TenantReport verify() {
        return run(this.tenancy.strict()).look();
    }

    /** {@link #verify()} of one tenant, listed or not. */
    @Internal
    public TenantReport verify(String tenant) {
        return run(this.tenancy.strict()).look(List.of(tenant));
    }

    private TenantRun run(Tenancy tenancy) {
        return new TenantRun(tenancy, this.first, new Workers(tenancy.workers(this.parallelism)));
    }

    /** The last report, if it is recent or another caller is reading now; otherwise a new one from {@link #status()}. */
    @Internal
    public TenantReport recent() {
        return this.last.recentOr(this::status);
    }

    /** The last report, however old it is, without accessing a database; empty before the first. */
    @Internal
    public Optional<TenantReport> lastReport() {
        return this.last.get();
    }

    /** Works with the migrator of one tenant, whose database is closed afterwards if it is its own. */
    @Internal
    public <T> T with(String tenant, Function<Migrator, T> work) {
        return this.tenancy.with(tenant, work);
    }

    /** All tenants, each once. */
    @Internal
    public List<String> listed() {
        return this.tenancy.listed();
    }

    /** Settings of a {@link TenantMigrator}. */
    public static final class Builder {

        private final Tenancy tenancy;
        private int parallelism = 4;
        private List<String> first = List.of();

        private Builder(Tenancy tenancy) {
            this.tenancy = tenancy;
        }

        /**
         * The maximum number of tenants migrated at once; with a schema each, one less than the pool has connections, if
         * that is less.
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

        /**
         * Canaries: those of them that are listed go first, and if one fails, the others are not migrated. One that is not
         * listed causes a warning; if none is listed, the others are not migrated.
         */
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
