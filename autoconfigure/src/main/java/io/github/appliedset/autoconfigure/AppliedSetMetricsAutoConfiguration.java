package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters. */
@AutoConfiguration(after = AppliedSetAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(MigrationInitializer.class)
public final class AppliedSetMetricsAutoConfiguration {

    AppliedSetMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MigrationMetrics appliedSetMetrics(ApplicationContext context) {
        return new MigrationMetrics(context);
    }
}
