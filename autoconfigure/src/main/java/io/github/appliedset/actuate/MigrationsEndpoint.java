package io.github.appliedset.actuate;

import io.github.appliedset.actuate.MigrationsDescriptor.ContextDescriptor;
import io.github.appliedset.actuate.MigrationsDescriptor.MigratorDescriptor;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.drift.SchemaVerdict;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.context.ApplicationContext;
import org.springframework.util.StringUtils;

/** Actuator endpoint that shows applied, pending and orphan migrations. Reads the database on every call. */
@Endpoint(id = "migrations")
public class MigrationsEndpoint {

    private static final String DRIFT = "drift";

    private final ApplicationContext context;

    public MigrationsEndpoint(ApplicationContext context) {
        this.context = context;
    }

    /** Every migration of every migrator. */
    @ReadOperation(producesFrom = MigrationsFormat.class)
    public MigrationsDescriptor migrations() {
        Map<String, ContextDescriptor> contexts = new LinkedHashMap<>();
        migrators().forEach((context, named) -> {
            Map<String, MigratorDescriptor> migrators = new LinkedHashMap<>();
            TenantMigrator tenants = tenants(context);
            named.forEach((name, migrator) -> migrators.put(name, MigratorDescriptor.of(migrator, tenants)));
            contexts.put(context, new ContextDescriptor(migrators));
        });
        return new MigrationsDescriptor(contexts);
    }

    /**
     * One migration, or how the schema differs from its snapshot.
     *
     * @param version its version, leading zeros allowed, or {@code drift}
     * @param migrator whose; may be absent if there is only one, and means nothing for {@code drift}
     * @return null if there is no such migration or migrator
     * @throws SeveralMigratorsException if it is absent and there are several
     */
    @ReadOperation
    public @Nullable OperationResponseBody migration(@Selector String version, @Nullable String migrator) {
        return version.equals(DRIFT) ? drift() : find(version, migrator);
    }

    private DriftDescriptor drift() {
        Map<String, DriftDescriptor.ContextDescriptor> contexts = new LinkedHashMap<>();
        for (ApplicationContext at : ShownMigrator.upwards(this.context)) {
            Map<String, DriftDescriptor.MigratorDescriptor> migrators = new LinkedHashMap<>();
            SchemaChecks checks = ShownMigrator.checksOf(at);
            NamedMigrators.of(at)
                    .forEach((name, migrator) -> migrators.put(
                            name,
                            DriftDescriptor.MigratorDescriptor.of(
                                    checks.of(migrator).recent())));
            contexts.put(String.valueOf(at.getId()), new DriftDescriptor.ContextDescriptor(migrators));
        }
        return new DriftDescriptor(contexts);
    }

    /** The last verdict on the schema of a migrator; empty before the first check. */
    Optional<SchemaVerdict> lastVerdict(Migrator migrator) {
        return ShownMigrator.seenFrom(this.context).stream()
                .filter(shown -> shown.migrator() == migrator)
                .findFirst()
                .flatMap(shown -> shown.schema().lastVerdict());
    }

    private @Nullable MigrationDescriptor find(String version, @Nullable String migrator) {
        MigrationVersion wanted;
        try {
            wanted = MigrationVersion.parse(version);
        } catch (IllegalArgumentException noVersion) {
            return null;
        }
        Migrator chosen = choose(migrator);
        return chosen == null
                ? null
                : chosen.status().find(wanted).map(MigrationDescriptor::of).orElse(null);
    }

    /** Of two with one name, the one in the nearer context. */
    private @Nullable Migrator choose(@Nullable String name) {
        Map<String, Migrator> all = new LinkedHashMap<>();
        migrators().values().forEach(named -> named.forEach(all::putIfAbsent));
        if (StringUtils.hasText(name)) {
            return all.get(name);
        }
        if (all.size() > 1) {
            throw new SeveralMigratorsException(List.copyOf(all.keySet()));
        }
        return all.values().stream().findFirst().orElse(null);
    }

    /** Those beside the only migrator of a context; null if there are none. */
    @Nullable
    TenantMigrator tenants(String context) {
        return ShownMigrator.upwards(this.context).stream()
                .filter(at -> String.valueOf(at.getId()).equals(context))
                .findFirst()
                .map(ShownMigrator::tenantsOf)
                .orElse(null);
    }

    /** By the id of the context and by name. */
    Map<String, Map<String, Migrator>> migrators() {
        Map<String, Map<String, Migrator>> contexts = new LinkedHashMap<>();
        for (ApplicationContext at : ShownMigrator.upwards(this.context)) {
            contexts.put(String.valueOf(at.getId()), NamedMigrators.of(at));
        }
        return contexts;
    }
}
