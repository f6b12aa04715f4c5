package io.github.appliedset.tenant;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import java.util.List;
import java.util.function.Function;

/**
 * The tenants share a database.
 *
 * @param template the files, the database and the settings; its schema is that of no tenant
 */
record SchemaPerTenant(Migrator template, TenantSchemas schemas) implements Tenancy {

    @Override
    public List<String> listed() {
        List<String> listed = ListedTenants.SCHEMAS.of(this.schemas::schemas);
        listed.forEach(this::refuseOrdinary);
        return listed;
    }

    private void refuseOrdinary(String schema) {
        if (schema.equals(this.template.schema())) {
            throw new TrackerException(
                    "Schema " + schema
                            + " is listed as a tenant, but holds the tracker of the ordinary migrations. No tenant"
                            + " was migrated.",
                    ListedTenants.SCHEMAS.leaveOut(),
                    "tenants",
                    null);
        }
    }

    @Override
    public <T> T with(String schema, Function<Migrator, T> work) {
        refuseOrdinary(schema);
        return work.apply(this.template.toBuilder().tenant(schema, true).build());
    }

    /** Leaves one connection to the application, if the pool has more than one. */
    @Override
    public int workers(int wanted) {
        int most = this.template.connections().orElse(Integer.MAX_VALUE);
        return Math.max(1, Math.min(wanted, most - 1));
    }

    @Override
    public Tenancy strict() {
        return new SchemaPerTenant(this.template.strict(), this.schemas);
    }

    @Override
    public Round begin() {
        // The only connection of a pool is lent between two tenants.
        boolean keepsSessions = this.template.connections().orElse(Integer.MAX_VALUE) > 1;
        return new TenantReading(
                this.template.toBuilder().searchNow().renewingConnections().build(), keepsSessions);
    }
}
