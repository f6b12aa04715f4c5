package io.github.appliedset.actuate;

import io.github.appliedset.drift.SchemaCheck;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * A migrator as it is seen in a context, which may be below its own.
 *
 * @param name its name, unique among all that are seen there
 * @param migrator the migrator
 * @param context its own context
 */
public record ShownMigrator(String name, Migrator migrator, ApplicationContext context) {

    /** Those of a context and of the contexts above it. Of two with one name, the one further up has the id of its context, too. */
    public static List<ShownMigrator> seenFrom(ApplicationContext context) {
        List<ShownMigrator> shown = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ApplicationContext at : upwards(context)) {
            for (Map.Entry<String, Migrator> named : NamedMigrators.of(at).entrySet()) {
                String name = names.add(named.getKey()) ? named.getKey() : at.getId() + "." + named.getKey();
                shown.add(new ShownMigrator(name, named.getValue(), at));
            }
        }
        return shown;
    }

    /** A context and those above it, the nearest first. */
    static List<ApplicationContext> upwards(ApplicationContext context) {
        List<ApplicationContext> contexts = new ArrayList<>();
        for (ApplicationContext at = context; at != null; at = at.getParent()) {
            contexts.add(at);
        }
        return contexts;
    }

    /** The check of its schema that its own context uses. */
    public SchemaCheck schema() {
        return checksOf(this.context).of(this.migrator);
    }

    static SchemaChecks checksOf(ApplicationContext context) {
        return context.getBeanProvider(SchemaChecks.class).getIfAvailable(() -> new SchemaChecks(context));
    }

    /** The tenants beside it; null if there are none. */
    public @Nullable TenantMigrator tenants() {
        return tenantsOf(this.context);
    }

    /** There are tenants only where there is one migrator. */
    static @Nullable TenantMigrator tenantsOf(ApplicationContext context) {
        return NamedMigrators.of(context).size() != 1
                ? null
                : context.getBeansOfType(TenantMigrator.class).values().stream()
                        .findFirst()
                        .orElse(null);
    }
}
