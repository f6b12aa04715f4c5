package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Log;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration that warns if an application has R2DBC but no JDBC connection to migrate with. */
@AutoConfiguration(
        after = AppliedSetAutoConfiguration.class,
        afterName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
@ConditionalOnBean(type = "io.r2dbc.spi.ConnectionFactory")
@ConditionalOnMissingBean(Migrator.class)
@ConditionalOnBooleanProperty(name = "applied-set.enabled", matchIfMissing = true)
public final class AppliedSetR2dbcAutoConfiguration {

    private static final Log log = Log.of(AppliedSetR2dbcAutoConfiguration.class);

    AppliedSetR2dbcAutoConfiguration() {
        log.warn("Nothing is migrated: migrations need JDBC, and there is only R2DBC. Set applied-set.url, or"
                + " applied-set.enabled=false if that is intended");
    }

    @Bean
    static LazyInitializationExcludeFilter appliedSetR2dbcWarning() {
        return LazyInitializationExcludeFilter.forBeanTypes(AppliedSetR2dbcAutoConfiguration.class);
    }
}
