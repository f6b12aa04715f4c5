package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Log;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Each tenant is a database like any other.
 *
 * @param files the files and the settings; its own database belongs to no tenant
 */
record DatabasePerTenant(Migrator files, TenantDatabases databases) implements Tenancy, Tenancy.Round {

    private static final Log log = Log.of(DatabasePerTenant.class);

    @Override
    public List<String> listed() {
        return ListedTenants.DATABASES.of(this.databases::names);
    }

    @Override
    public <T> T with(String tenant, Function<Migrator, T> work) {
        DataSource dataSource = open(tenant);
        T done;
        try {
            Migrator migrator =
                    this.files.toBuilder().tenantDatabase(dataSource).build();
            refuseOrdinary(tenant, migrator);
            done = work.apply(migrator);
        } catch (RuntimeException | Error failure) {
            close(tenant, dataSource).ifPresent(failure::addSuppressed);
            throw failure;
        }
        close(tenant, dataSource)
                .ifPresent(notClosed -> log.warn("The database of tenant {} could not be closed", tenant, notClosed));
        return done;
    }

    /** The tracker has one name in all databases. */
    private void refuseOrdinary(String tenant, Migrator migrator) {
        if (migrator.whichDatabase().equals(this.files.whichDatabase())) {
            throw new TrackerException(
                    "The database of tenant " + tenant + " is that of the ordinary migrations. It was not migrated as a"
                            + " tenant's.",
                    "Correct TenantDatabases.open, or leave the tenant out of TenantDatabases.names.",
                    "tenants",
                    null);
        }
    }

    /** The outcome is that of the work, whether or not the database can be closed. */
    private Optional<RuntimeException> close(String tenant, DataSource dataSource) {
        try {
            this.databases.close(tenant, dataSource);
            return Optional.empty();
        } catch (RuntimeException notClosed) {
            return Optional.of(notClosed);
        }
    }

    private DataSource open(String tenant) {
        try {
            return Objects.requireNonNull(this.databases.open(tenant), "open has returned null");
        } catch (MigrationException explained) {
            throw explained;
        } catch (RuntimeException failure) {
            throw new TrackerException(
                    "The database of tenant " + tenant + " could not be opened: " + failure + "\nIt was not migrated.",
                    "Correct TenantDatabases.open, or create the database.",
                    "tenants",
                    failure);
        }
    }

    @Override
    public int workers(int wanted) {
        return wanted;
    }

    @Override
    public Tenancy strict() {
        return new DatabasePerTenant(this.files.strict(), this.databases);
    }

    @Override
    public Round begin() {
        Migrator found = this.files.toBuilder().searchNow().build();
        found.onDisk();
        return new DatabasePerTenant(found, this.databases);
    }

    @Override
    public List<TenantResult> look(List<String> tenants, Workers workers) {
        return workers.each(tenants, tenant -> TenantLook.at(tenant, this));
    }

    @Override
    public List<String> gone(List<String> tenants) {
        List<String> left = listed();
        return tenants.stream().filter(tenant -> !left.contains(tenant)).toList();
    }
}
