package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationsInfoContributor;
import io.github.appliedset.migrator.Migrator;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the migrations part of the endpoint {@code info}. */
@AutoConfiguration(after = AppliedSetAutoConfiguration.class)
@ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
@ConditionalOnBean(Migrator.class)
@ConditionalOnEnabledInfoContributor("migrations")
public final class AppliedSetInfoAutoConfiguration {

    AppliedSetInfoAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    MigrationsInfoContributor migrationsInfoContributor(ApplicationContext context) {
        return new MigrationsInfoContributor(context);
    }
}
