package io.github.appliedset.tenant;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import java.util.List;
import java.util.function.Function;

/**
 * The tenants share a database.
 *
 * @param template the files, the database and the settings; its schema belongs to no tenant
 */
record SchemaPerTenant(Migrator template, TenantSchemas schemas) implements Tenancy {

    @Override
    public List<String> listed() {
        List<String> listed = ListedTenants.SCHEMAS.of(this.schemas::schemas);
        listed.forEach(this::refuseUnfit);
        return listed;
    }

    private void refuseUnfit(String schema) {
        if (schema.equals(this.template.schema())) {
            throw unfit(schema, "it holds the tracker of the ordinary migrations");
        }
        if (schema.startsWith("pg_") || schema.equals("information_schema")) {
            throw unfit(schema, "it is one of PostgreSQL's own");
        }
    }

    private static TrackerException unfit(String schema, String why) {
        return new TrackerException(
                "Schema " + schema + " cannot be a tenant: " + why + ". No tenant was migrated.",
                ListedTenants.SCHEMAS.leaveOut(),
                "tenants",
                null);
    }

    @Override
    public <T> T with(String schema, Function<Migrator, T> work) {
        refuseUnfit(schema);
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
