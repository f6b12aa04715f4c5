package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.actuate.MigrationsEndpointWebExtension;
import io.github.appliedset.migrator.Migrator;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the actuator endpoint {@code migrations}. */
@AutoConfiguration(after = AppliedSetAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Migrator.class)
@ConditionalOnAvailableEndpoint(MigrationsEndpoint.class)
public final class AppliedSetEndpointAutoConfiguration {

    AppliedSetEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MigrationsEndpoint migrationsEndpoint(ApplicationContext context) {
        return new MigrationsEndpoint(context);
    }

    @Bean
    @ConditionalOnMissingBean
    MigrationsEndpointWebExtension migrationsEndpointWebExtension(MigrationsEndpoint endpoint) {
        return new MigrationsEndpointWebExtension(endpoint);
    }
}
