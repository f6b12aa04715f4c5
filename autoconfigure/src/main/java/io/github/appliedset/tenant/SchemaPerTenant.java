package io.github.appliedset.tenant;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tenants share a database.
 *
 * @param template the files, the database and the settings; its schema is that of no tenant
 */
record SchemaPerTenant(Migrator template, TenantSchemas schemas) implements Tenancy {

    @Override
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
