package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationsHealthIndicator;
import io.github.appliedset.actuate.ShownMigrator;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the health contributor {@code migrations}. */
@AutoConfiguration(after = AppliedSetAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Migrator.class)
@ConditionalOnEnabledHealthIndicator("migrations")
public final class AppliedSetHealthAutoConfiguration {

    AppliedSetHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(
            name = {"migrationsHealthIndicator", "migrationsHealthContributor"},
            search = SearchStrategy.CURRENT)
    HealthContributor migrationsHealthContributor(ApplicationContext context) {
        Map<String, HealthContributor> byName = new LinkedHashMap<>();
        ShownMigrator.seenFrom(context)
                .forEach(shown -> byName.put(
                        shown.name(),
                        new MigrationsHealthIndicator(
                                shown.migrator(), shown.schema(), shown.tenants(), doTenantsMatter(shown.context()))));
        return byName.size() == 1 ? byName.values().iterator().next() : CompositeHealthContributor.fromMap(byName);
    }

    private static boolean doTenantsMatter(ApplicationContext context) {
        return context.getBeanProvider(AppliedSetProperties.class).stream()
                .anyMatch(its -> its.tenants().onFailure() == TenantFailureMode.FAIL);
    }
}
