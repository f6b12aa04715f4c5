package io.github.appliedset.autoconfigure;

import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.source.MigrationIndex;
import io.github.appliedset.verify.SchemaChecks;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;

/** Writes down where the migrations are when the application is built ahead of time, and keeps them in a native image. */
final class MigrationIndexAotProcessor implements BeanFactoryInitializationAotProcessor {

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        if (!beans.containsBeanDefinition(MigratorConfiguration.FACTORY)) {
            return null;
        }
        MigrationIndex index = MigrationIndex.of(
                new DefaultResourceLoader(beans.getBeanClassLoader()),
                new InstanceProperties(beans.getBean(Environment.class)).locations());
        return (generation, initialization) -> {
            generation.getGeneratedFiles().addResourceFile(MigrationIndex.RESOURCE, index.text());
            generation.getRuntimeHints().resources().registerPattern(MigrationIndex.RESOURCE);
            generation.getRuntimeHints().resources().registerPattern(SchemaChecks.LOCATION + "*.json");
            generation.getRuntimeHints().resources().registerPattern(CatalogReader.QUERIES);
            index.files()
                    .forEach(file -> generation.getRuntimeHints().resources().registerPattern(file));
        };
    }
}
