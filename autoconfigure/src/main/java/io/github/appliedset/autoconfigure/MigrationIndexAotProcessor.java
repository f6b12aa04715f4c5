package io.github.appliedset.autoconfigure;

import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.schema.snapshot.ShippedSnapshot;
import io.github.appliedset.source.MigrationIndex;
import io.github.appliedset.tenant.TenantMigrator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;

/** Records where the migration files are during AOT processing, and includes them in a native image. */
final class MigrationIndexAotProcessor implements BeanFactoryInitializationAotProcessor {

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        if (!beans.containsBeanDefinition(MigratorFactory.BEAN_NAME)) {
            return null;
        }
        MigrationIndex index =
                MigrationIndex.of(new DefaultResourceLoader(beans.getBeanClassLoader()), locations(beans));
        List<ShippedSnapshot> snapshots = snapshots(beans);
        return (generation, initialization) -> {
            snapshots.forEach(snapshot -> snapshot.pack()
                    .ifPresent(
                            text -> generation.getGeneratedFiles().addResourceFile(snapshot.packedLocation(), text)));
            generation.getGeneratedFiles().addResourceFile(MigrationIndex.RESOURCE, index.text());
            generation.getRuntimeHints().resources().registerPattern(MigrationIndex.RESOURCE);
            generation.getRuntimeHints().resources().registerPattern(SchemaChecks.LOCATION + "*.json");
            generation.getRuntimeHints().resources().registerPattern("git.properties");
            generation.getRuntimeHints().resources().registerPattern("META-INF/build-info.properties");
            index.files()
                    .forEach(file -> generation.getRuntimeHints().resources().registerPattern(file));
        };
    }

    /** Those of all migrators, and those of the tenants' migrator if there is one. */
    private static List<String> locations(ConfigurableListableBeanFactory beans) {
        MigratorProperties migrators = new MigratorProperties(beans.getBean(Environment.class));
        return beans.getBeanNamesForType(TenantMigrator.class, true, false).length == 0
                ? migrators.locations()
                : Stream.concat(migrators.locations().stream(), migrators.ofTenants().stream())
                        .distinct()
                        .toList();
    }

    /** Those of the only migrator and of each named one. */
    private static List<ShippedSnapshot> snapshots(ConfigurableListableBeanFactory beans) {
        DefaultResourceLoader resources = new DefaultResourceLoader(beans.getBeanClassLoader());
        return Stream.concat(
                        Stream.of(SchemaChecks.LOCATION),
                        new MigratorProperties(beans.getBean(Environment.class))
                                .names().stream().map(SchemaChecks::location))
                .map(location -> new ShippedSnapshot(resources, location))
                .toList();
    }
}
