package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.DriftDescriptor;
import io.github.appliedset.actuate.MigrationDescriptor;
import io.github.appliedset.actuate.MigrationDurations;
import io.github.appliedset.actuate.MigrationsDescriptor;
import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.actuate.MigrationsEndpointWebExtension;
import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/** Auto-configuration of the actuator endpoint {@code migrations}. */
@AutoConfiguration(after = AppliedSetAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Migrator.class)
@ConditionalOnAvailableEndpoint(MigrationsEndpoint.class)
@ImportRuntimeHints(AppliedSetEndpointAutoConfiguration.Answers.class)
public final class AppliedSetEndpointAutoConfiguration {

    AppliedSetEndpointAutoConfiguration() {}

    /** The operations say that they return some object, so that nobody finds out by their types what becomes JSON. */
    static final class Answers implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            new BindingReflectionHintsRegistrar()
                    .registerReflectionHints(
                            hints.reflection(),
                            MigrationsDescriptor.class,
                            MigrationDescriptor.class,
                            DriftDescriptor.class);
        }
    }

    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    MigrationsEndpoint migrationsEndpoint(ApplicationContext context) {
        return new MigrationsEndpoint(context);
    }

    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    MigrationDurations migrationDurations() {
        return new MigrationDurations();
    }

    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    MigrationsEndpointWebExtension migrationsEndpointWebExtension(
            MigrationsEndpoint endpoint, MigrationDurations durations, Environment environment) {
        return new MigrationsEndpointWebExtension(
                endpoint,
                durations,
                Binder.get(environment)
                        .bind("management.endpoint.migrations.cache.time-to-live", Duration.class)
                        .orElse(Duration.ZERO));
    }
}
