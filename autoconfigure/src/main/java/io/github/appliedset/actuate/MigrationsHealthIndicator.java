package io.github.appliedset.actuate;

import io.github.appliedset.drift.SchemaCheck;
import io.github.appliedset.drift.SchemaVerdict;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Out of service while a migration on disk is not applied: the application was built for a different schema. What runs in
 * the background, and what waits for it, may be missing. Orphans are
 * harmless, as a newer release applied them; files that differ from their rows are only counted. Reads the database on every
 * call, with one query.
 */
public final class MigrationsHealthIndicator implements HealthIndicator {

    private static final Log log = Log.of(MigrationsHealthIndicator.class);

    private final Migrator migrator;
    private final SchemaCheck schema;
    private final @Nullable TenantMigrator tenants;
    private final boolean tenantsMatter;

    /**
     * Creates the indicator.
     *
     * @param schema source of the last schema verdict, which is shown and does not change the status
     */
    public MigrationsHealthIndicator(Migrator migrator, SchemaCheck schema) {
        this(migrator, schema, null, false);
    }

    /**
     * The same with tenants, which are looked at once a minute.
     *
     * @param tenants null if there are none
     * @param tenantsMatter whether one that is behind or failed changes the status
     */
    public MigrationsHealthIndicator(
            Migrator migrator, SchemaCheck schema, @Nullable TenantMigrator tenants, boolean tenantsMatter) {
        this.migrator = migrator;
        this.schema = schema;
        this.tenants = tenants;
        this.tenantsMatter = tenantsMatter;
    }

    @Override
    public Health health() {
        MigrationStatus status;
        TenantReport ofTenants;
        try {
            status = this.migrator.status();
            ofTenants = this.tenants == null ? null : this.tenants.recent();
        } catch (MigrationException unavailable) {
            log.warn("The migrations cannot be compared with the database: {}", Lines.quoted(unavailable.getMessage()));
            return down(unavailable);
        } catch (RuntimeException unexpected) {
            log.warn("The migrations cannot be compared with the database", unexpected);
            return down(unexpected);
        }
        return of(status, ofTenants);
    }

    private static Health down(RuntimeException why) {
        return Health.down().withDetail("error", PublicReason.of(why)).build();
    }

    private Health of(MigrationStatus status, @Nullable TenantReport ofTenants) {
        Health.Builder builder = new Health.Builder();
        boolean tenantsAreFine = ofTenants == null || !this.tenantsMatter || ofTenants.isCurrent();
        if (status.missing().isEmpty() && status.missingRepeatables().isEmpty() && tenantsAreFine) {
            builder.up();
        } else {
            builder.outOfService();
        }
        builder.withDetail("table", this.migrator.schema() + "." + this.migrator.table())
                .withDetail("applied", status.applied().size())
                .withDetail("pending", status.pending().size())
                .withDetail("orphans", status.orphans().size());
        if (ofTenants != null) {
            builder.withDetail("tenants", ofTenants.summary());
        }
        List<String> left = status.pending().stream()
                .filter(pending -> pending.state().isLeft())
                .map(pending -> pending.file().label() + " is " + pending.words())
                .toList();
        if (!left.isEmpty()) {
            builder.withDetail("background", left);
        }
        if (!status.repeatables().isEmpty()) {
            builder.withDetail(
                    "repeatables",
                    status.repeatables().stream()
                            .collect(Collectors.groupingBy(
                                    state -> state.state().word(), TreeMap::new, Collectors.counting())));
        }
        int differ = status.differing().size();
        if (differ > 0) {
            builder.withDetail("differ", differ);
        }
        List<String> renumbered = status.renumbered().stream()
                .flatMap(row -> row.to().map(to -> row.row().version() + " to " + to).stream())
                .toList();
        if (!renumbered.isEmpty()) {
            builder.withDetail("renumbered", renumbered);
        }
        this.schema
                .lastVerdict()
                .filter(verdict -> !(verdict instanceof SchemaVerdict.NoSnapshot))
                .ifPresent(verdict -> builder.withDetail("schema", SchemaWords.of(verdict)));
        return builder.build();
    }
}
