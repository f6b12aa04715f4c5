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
    @ReadOperation
    public MigrationsDescriptor migrations() {
        Map<String, ContextDescriptor> contexts = new LinkedHashMap<>();
        for (ApplicationContext at = this.context; at != null; at = at.getParent()) {
            Map<String, MigratorDescriptor> migrators = new LinkedHashMap<>();
            NamedMigrators.of(at).forEach((name, migrator) -> migrators.put(name, MigratorDescriptor.of(migrator)));
            contexts.put(String.valueOf(at.getId()), new ContextDescriptor(migrators));
        }
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
        for (ApplicationContext at = this.context; at != null; at = at.getParent()) {
            for (Migrator migrator : NamedMigrators.of(at).values()) {
                var found = MigrationDescriptor.find(wanted, migrator.plan());
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return null;
    }
}
