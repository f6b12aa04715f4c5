package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationStartupSteps;
import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.generate.DeclaredSchemas;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.text.Log;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.StringUtils;

/** Auto-configuration that migrates the application's database when it starts. */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnClass(SimpleDriverDataSource.class)
@Conditional(AppliedSetAutoConfiguration.DatabaseCondition.class)
@ConditionalOnBooleanProperty(name = "applied-set.enabled", matchIfMissing = true)
@Import({
    DatabaseInitializationDependencyConfigurer.class,
    MigratorConfiguration.class,
    AppliedSetRenamedPropertiesAutoConfiguration.class
})
@ImportRuntimeHints(AppliedSetRuntimeHints.class)
public final class AppliedSetAutoConfiguration {

    private static final Log log = Log.of(AppliedSetAutoConfiguration.class);

    AppliedSetAutoConfiguration() {}

    /** One for each context that has migrators: a parent context runs its own. */
    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    MigrationInitializer appliedSetMigrationInitializer(
            AppliedSetProperties properties,
            ObjectProvider<Migrator> migrators,
            MigratorFactory factory,
            SchemaChecks checks,
            ListableBeanFactory beans,
            Environment environment,
            ApplicationEventMulticaster events) {
        if (environment.getProperty("spring.jpa.defer-datasource-initialization", Boolean.class, false)) {
            log.warn("spring.jpa.defer-datasource-initialization=true: JPA starts before the migrations run, not"
                    + " after. Remove the property unless that is intended");
        }
        if (properties.legacy().tool() != LegacyTool.NONE) {
            for (OtherTool tool :
                    OtherTool.activeIn(beans, environment, beans.getClass().getClassLoader())) {
                log.warn("{}. If both are intended, set applied-set.legacy.tool=none", tool.advice());
            }
        }
        Map<String, Migrator> ofThisContext = beans.getBeansOfType(Migrator.class);
        List<Migrator> inOrder = Stream.concat(
                        migrators.orderedStream().filter(ofThisContext::containsValue), ofThisContext.values().stream())
                .distinct()
                .toList();
        SharedTrackers.refuse(ofThisContext);
        // By name: who asks for all beans of a type is not told that one is needed for itself.
        TenantMigrator all = Stream.of(beans.getBeanNamesForType(TenantMigrator.class, true, false))
                .findFirst()
                .map(name -> beans.getBean(name, TenantMigrator.class))
                .orElse(null);
        return new MigrationInitializer(
                inOrder,
                factory::propertiesOf,
                new StartupDriftCheck(checks),
                all == null ? null : new TenantStart(all, factory.properties()),
                events);
    }

    /** Like the initializer, one for each context that has migrators. */
    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    BackfillWorker appliedSetBackfillWorker(MigratorFactory factory, ListableBeanFactory beans) {
        return new BackfillWorker(
                List.copyOf(beans.getBeansOfType(Migrator.class).values()),
                migrator -> factory.propertiesOf(migrator).mode() == MigrationMode.MIGRATE);
    }

    /** Like the initializer, one for each context that has migrators. */
    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    NoteAfterStart appliedSetNoteAfterStart(ListableBeanFactory beans) {
        return new NoteAfterStart(
                List.copyOf(beans.getBeansOfType(Migrator.class).values()));
    }

    @Bean
    MigrationStartupSteps appliedSetStartupSteps(ConfigurableListableBeanFactory beans) {
        return new MigrationStartupSteps(beans.getApplicationStartup());
    }

    /** Without this, a lazily initialized application would open its port before it migrates. */
    @Bean
    static LazyInitializationExcludeFilter appliedSetEagerInitialization() {
        return LazyInitializationExcludeFilter.forBeanTypes(MigrationInitializer.class);
    }

    /** Tells Hibernate that the schema is managed. */
    @Bean
    SchemaManagementProvider appliedSetSchemaManagementProvider(
            ObjectProvider<Migrator> migrators, ObjectProvider<DataSource> dataSources) {
        return new MigratedSchemas(migrators, dataSources);
    }

    /** For tests that compare them with the migrations. */
    @Bean
    @Lazy
    DeclaredSchemas appliedSetDeclaredSchemas(
            MigratorFactory factory, BeanFactory beans, ConfigurableEnvironment environment) {
        return migrator -> {
            AppliedSetProperties.Declared declared =
                    factory.propertiesOf(migrator).declared();
            return new DeclaredSchemas.Declared(
                    declared.locations(), declared.entities() ? EntityDeclaration.of(beans, environment) : null);
        };
    }

    /** Matches if a DataSource is marked. Bean conditions do not see beans that are not default candidates. */
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

    /** Matches if there is a database to migrate. */
    static final class DatabaseCondition extends AnyNestedCondition {

        DatabaseCondition() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(DataSource.class)
        static final class ApplicationDataSource {}

        @Conditional(MarkedDataSourceCondition.class)
        static final class MarkedDataSource {}

        @ConditionalOnBean(JdbcConnectionDetails.class)
        static final class ConnectionDetails {}

        @Conditional(UrlCondition.class)
        static final class Url {}
    }

    /** Matches if a URL is set, of all migrators or of one. An empty one, as an unset placeholder leaves it, is none. */
    static final class UrlCondition extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            if (StringUtils.hasText(context.getEnvironment().getProperty("applied-set.url"))) {
                return ConditionOutcome.match("applied-set.url is set");
            }
            MigratorProperties migrators = new MigratorProperties(context.getEnvironment());
            List<String> withUrl = migrators.names().stream()
                    .filter(name -> StringUtils.hasText(migrators.of(name).url()))
                    .toList();
            return new ConditionOutcome(!withUrl.isEmpty(), "migrators with a URL: " + withUrl);
        }
    }
}
