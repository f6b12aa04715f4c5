package io.github.appliedset.actuate;

import io.github.appliedset.actuate.MigrationsDescriptor.ContextDescriptor;
import io.github.appliedset.actuate.MigrationsDescriptor.MigratorDescriptor;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.context.ApplicationContext;

/** Actuator endpoint that shows applied, pending and orphan migrations. Reads the database at every call. */
@Endpoint(id = "migrations")
public class MigrationsEndpoint {

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
            named.forEach((name, migrator) -> migrators.put(name, MigratorDescriptor.of(migrator)));
            contexts.put(context, new ContextDescriptor(migrators));
        });
        return new MigrationsDescriptor(contexts);
    }

    /**
     * One migration.
     *
     * @param version its version, leading zeros allowed
     * @return null if no migrator knows it
     */
    @ReadOperation
    public @Nullable MigrationDescriptor migration(@Selector String version) {
        MigrationVersion wanted;
        try {
            wanted = MigrationVersion.parse(version);
        } catch (IllegalArgumentException noVersion) {
            return null;
        }
        for (Map<String, Migrator> named : migrators().values()) {
            for (Migrator migrator : named.values()) {
                var found = MigrationDescriptor.find(wanted, migrator.plan());
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return null;
    }

    /** By the id of the context and by name. */
    Map<String, Map<String, Migrator>> migrators() {
        Map<String, Map<String, Migrator>> contexts = new LinkedHashMap<>();
        for (ApplicationContext at = this.context; at != null; at = at.getParent()) {
            contexts.put(String.valueOf(at.getId()), NamedMigrators.of(at));
        }
        return contexts;
    }
}
