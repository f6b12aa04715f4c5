package io.github.appliedset.autoconfigure;

import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantDatabases;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantSchemas;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** The migrators of an application or of a command. Creating them runs nothing. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AppliedSetProperties.class)
@Import(MigratorRegistrar.class)
class MigratorConfiguration {

    /** Before the pool is made, which would show a password. */
    @Bean
    static BeanFactoryPostProcessor appliedSetMistakenUrls(ConfigurableEnvironment environment) {
        return beans -> MistakenUrls.refuse(environment, beans.containsBeanDefinition("jdbcConnectionDetails"));
    }

    @Bean(MigratorFactory.BEAN_NAME)
    MigratorFactory appliedSetMigratorFactory(
            AppliedSetProperties properties,
            ConfigurableEnvironment environment,
            ResourceLoader resourceLoader,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<MigrationListener> listeners,
            ObjectProvider<MigratorCustomizer> customizers,
            ObjectProvider<ModuleScope> modules) {
        return new MigratorFactory(
                properties,
                new MigratorProperties(environment),
                resourceLoader,
                beans,
                new MigrationDataSource(beans, environment),
                new ReleaseStamp(environment, resourceLoader),
                listeners,
                customizers,
                modules);
    }

    @Bean
    SchemaChecks appliedSetSchemaChecks(ResourceLoader resourceLoader, MigratorFactory factory) {
        return new SchemaChecks(
                resourceLoader,
                migrator -> factory.propertiesOf(migrator).drift().order());
    }

    @Bean
    @ConditionalOnMissingBean
    @Conditional(OnlyMigratorCondition.class)
    Migrator migrator(MigratorFactory factory) {
        return factory.single();
    }

    @Bean
    @ConditionalOnMissingBean
    @Conditional(TenantsCondition.class)
    TenantMigrator tenantMigrator(
            MigratorFactory factory, ObjectProvider<TenantSchemas> schemas, ObjectProvider<TenantDatabases> databases) {
        return factory.tenants(schemas, databases);
    }

    /** Matches if a property or a bean names the tenants. */
    static final class TenantsCondition extends SpringBootCondition implements ConfigurationCondition {

        private static final String SCHEMAS = "tenants.schemas-from";

        @Override
        public ConfigurationPhase getConfigurationPhase() {
            return ConfigurationPhase.REGISTER_BEAN;
        }

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return new ConditionOutcome(
                    isQuery(context.getEnvironment())
                            || isBean(context, TenantSchemas.class)
                            || isBean(context, TenantDatabases.class),
                    "applied-set.tenants.schemas-from or a bean TenantSchemas or TenantDatabases");
        }

        /** Those of one migrator among several are refused, and not ignored. */
        private static boolean isQuery(Environment environment) {
            MigratorProperties named = new MigratorProperties(environment);
            return Stream.concat(
                            Stream.of("applied-set." + SCHEMAS).map(environment::getProperty),
                            named.names().stream().map(name -> named.own(name, SCHEMAS)))
                    .anyMatch(StringUtils::hasText);
        }

        private static boolean isBean(ConditionContext context, Class<?> type) {
            return Objects.requireNonNull(context.getBeanFactory()).getBeanNamesForType(type, true, false).length > 0;
        }
    }

    /** Matches if there are no named migrators. */
    static final class OnlyMigratorCondition extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Set<String> names = new MigratorProperties(context.getEnvironment()).names();
            return new ConditionOutcome(names.isEmpty(), "applied-set.migrators: " + names);
        }
    }
}
