package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.source.ResourceMigrationSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotatedTypeMetadata;

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
            ObjectProvider<JavaMigration> javaMigrations,
            ObjectProvider<MigrationListener> listeners,
            ObjectProvider<MigratorCustomizer> customizers,
            ListableBeanFactory beans) {
        MigrationDataSource choice = new MigrationDataSource(
                dataSource,
                markedDataSource,
                connectionDetails,
                () -> List.of(beans.getBeanNamesForType(DataSource.class, true, false)));
        // The context's class loader, not ours: with devtools ours would see the files as they were at the first start.
        Migrator.Builder builder = properties
                .applyTo(Migrator.builder())
                .dataSource(choice.choose(properties))
                .source(new ResourceMigrationSource(resourceLoader, properties.locations()))
                .javaMigrations(javaMigrations.orderedStream().toList())
                .listeners(listeners.orderedStream().toList());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        try {
            return builder.build();
        } catch (IllegalArgumentException outOfRange) {
            throw AppliedSetConfigurationException.invalid(outOfRange);
        }
    }

    /** One for each context that has migrators: those of its parent have been run by the parent's. */
    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    MigrationInitializer appliedSetMigrationInitializer(
            ObjectProvider<Migrator> migrators,
            AppliedSetProperties properties,
            ListableBeanFactory beans,
            ApplicationEventMulticaster events) {
        Collection<Migrator> ofThisContext =
                beans.getBeansOfType(Migrator.class).values();
        return new MigrationInitializer(
                Stream.concat(migrators.orderedStream().filter(ofThisContext::contains), ofThisContext.stream())
                        .distinct()
                        .toList(),
                properties,
                events);
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

    /** A DataSource is marked. Conditions on beans do not see one that is no default candidate. */
    static final class MarkedDataSourceCondition extends SpringBootCondition implements ConfigurationCondition {

        @Override
        public ConfigurationPhase getConfigurationPhase() {
            return ConfigurationPhase.REGISTER_BEAN;
        }

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            ConfigurableListableBeanFactory beans = Objects.requireNonNull(context.getBeanFactory());
            String[] marked = beans.getBeanNamesForAnnotation(AppliedSetDataSource.class);
            return new ConditionOutcome(marked.length > 0, "DataSources marked: " + List.of(marked));
        }
    }

    /** There is a database to migrate. */
    static final class DatabaseCondition extends AnyNestedCondition {

        DatabaseCondition() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(DataSource.class)
        static final class ApplicationDataSource {}

        @Conditional(MarkedDataSourceCondition.class)
        static final class MarkedDataSource {}

        @ConditionalOnProperty("applied-set.url")
        static final class Url {}
    }
}
