package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Each tenant is a database like any other.
 *
 * @param files the files and the settings; its own database is that of none
 */
record DatabasePerTenant(Migrator files, TenantDatabases databases) implements Tenancy, Tenancy.Round {

    @Override
    public List<String> listed() {
        List<String> names;
        try {
            names = this.databases.names();
        } catch (MigrationException explained) {
            throw explained;
        } catch (RuntimeException failure) {
            throw new TrackerException(
                    "The databases of the tenants could not be listed: " + failure + "\nNo tenant was migrated.",
                    "Correct the bean TenantDatabases. It is asked after the ordinary migrations.",
                    "tenants",
                    failure);
        }
        if (names.stream().anyMatch(String::isBlank)) {
            throw new TrackerException(
                    "A tenant without a name is listed. No tenant was migrated.",
                    "Leave it out of the bean TenantDatabases.",
                    "tenants",
                    null);
        }
        return names.stream().distinct().toList();
    }

    @Override
    public <T> T with(String tenant, Function<Migrator, T> work) {
        DataSource dataSource = open(tenant);
        try {
            return work.apply(this.files.toBuilder().tenantDatabase(dataSource).build());
        } finally {
            this.databases.close(tenant, dataSource);
        }
    }

    private DataSource open(String tenant) {
        try {
            return this.databases.open(tenant);
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
    public Round begin() {
        Migrator found = this.files.toBuilder().searchNow().build();
        found.onDisk();
        return new DatabasePerTenant(found, this.databases);
    }

    @Override
    public List<TenantResult> look(List<String> tenants, Workers workers) {
        return workers.each(tenants, this::look);
    }

    private TenantResult look(String tenant) {
        try {
            return with(tenant, migrator -> TenantLook.at(tenant, migrator));
        } catch (RuntimeException failure) {
            return TenantResult.failed(tenant, failure);
        }
    }

    @Override
    public boolean isGone(String tenant) {
        return !listed().contains(tenant);
    }
}
