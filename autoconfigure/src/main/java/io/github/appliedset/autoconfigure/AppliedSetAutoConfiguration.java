package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.source.ResourceMigrationSource;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ResourceLoader;

/** Auto-configuration that migrates the application's database when it starts. */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@Conditional(AppliedSetAutoConfiguration.DatabaseCondition.class)
@ConditionalOnBooleanProperty(name = "applied-set.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AppliedSetProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class AppliedSetAutoConfiguration {

    AppliedSetAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Migrator migrator(
            AppliedSetProperties properties,
            ResourceLoader resourceLoader,
            ObjectProvider<DataSource> dataSource,
            @AppliedSetDataSource ObjectProvider<DataSource> markedDataSource,
            ObjectProvider<JdbcConnectionDetails> connectionDetails,
            ListableBeanFactory beans) {
        MigrationDataSource choice = new MigrationDataSource(
                dataSource,
                markedDataSource,
                connectionDetails,
                () -> List.of(beans.getBeanNamesForType(DataSource.class, true, false)));
        // The context's class loader, not ours: with devtools ours would see the files as they were at the first start.
        return properties
                .applyTo(Migrator.builder())
                .dataSource(choice.choose(properties))
                .source(new ResourceMigrationSource(resourceLoader, properties.locations()))
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    MigrationInitializer appliedSetMigrationInitializer(ObjectProvider<Migrator> migrators) {
        return new MigrationInitializer(migrators.orderedStream().toList());
    }

    /** Without it, a lazily initialized application would open its port before it migrates. */
    @Bean
    static LazyInitializationExcludeFilter appliedSetEagerInitialization() {
        return LazyInitializationExcludeFilter.forBeanTypes(MigrationInitializer.class);
    }

    /** Tells Hibernate that the schema is taken care of. */
    @Bean
    SchemaManagementProvider appliedSetSchemaManagementProvider() {
        return dataSource -> SchemaManagement.MANAGED;
    }

    /** There is a database to migrate. */
    static final class DatabaseCondition extends AnyNestedCondition {

        DatabaseCondition() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(DataSource.class)
        static final class ApplicationDataSource {}

        @ConditionalOnBean(JdbcConnectionDetails.class)
        static final class ConnectionDetails {}

        @ConditionalOnProperty("applied-set.url")
        static final class Url {}
    }
}
