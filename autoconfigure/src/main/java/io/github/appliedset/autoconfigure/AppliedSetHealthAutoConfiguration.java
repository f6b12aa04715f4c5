package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationsHealthIndicator;
import io.github.appliedset.actuate.NamedMigrators;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/** Auto-configuration of the health contributor {@code migrations}. */
@AutoConfiguration(after = AppliedSetAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Migrator.class)
@ConditionalOnEnabledHealthIndicator("migrations")
public final class AppliedSetHealthAutoConfiguration {

    AppliedSetHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"migrationsHealthIndicator", "migrationsHealthContributor"})
    HealthContributor migrationsHealthContributor(
            ListableBeanFactory beans,
            ObjectProvider<SchemaChecks> checks,
            ObjectProvider<AppliedSetProperties> properties,
            ResourceLoader resources) {
        TenantMigrator tenants = beans.getBeansOfType(TenantMigrator.class).values().stream()
                .findFirst()
                .orElse(null);
        boolean tenantsMatter =
                properties.stream().anyMatch(its -> its.tenants().onFailure() == TenantFailureMode.FAIL);
        boolean one = NamedMigrators.of(beans).size() == 1;
        SchemaChecks ofThisContext = checks.getIfAvailable(() -> new SchemaChecks(resources));
        Map<String, HealthContributor> byName = new LinkedHashMap<>();
        NamedMigrators.of(beans)
                .forEach((name, migrator) -> byName.put(
                        name,
                        new MigrationsHealthIndicator(
                                migrator, ofThisContext.of(migrator), one ? tenants : null, tenantsMatter)));
        return byName.size() == 1 ? byName.values().iterator().next() : CompositeHealthContributor.fromMap(byName);
    }
}
