package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.source.MigrationIndex;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.tenant.TenantDatabases;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantSchemas;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/** Builds migrators from the properties and the beans of the application. */
final class MigratorFactory {

    static final String BEAN_NAME = "appliedSetMigratorFactory";
    /** Meters have it in place of the tenants' names. */
    private static final String TENANTS = "tenants";

    private final AppliedSetProperties properties;
    private final MigratorProperties named;
    private final ResourceLoader resourceLoader;
    private final ConfigurableListableBeanFactory beans;
    private final MigrationDataSource dataSource;
    private final ReleaseStamp release;
    private final MigrationIndex index;
    private final ObjectProvider<MigrationListener> listeners;
    private final ObjectProvider<MigratorCustomizer> customizers;
    private final ObjectProvider<ModuleScope> modules;

    MigratorFactory(
            AppliedSetProperties properties,
            MigratorProperties named,
            ResourceLoader resourceLoader,
            ConfigurableListableBeanFactory beans,
            MigrationDataSource dataSource,
            ReleaseStamp release,
            ObjectProvider<MigrationListener> listeners,
            ObjectProvider<MigratorCustomizer> customizers,
            ObjectProvider<ModuleScope> modules) {
        this.properties = properties;
        this.named = named;
        this.resourceLoader = resourceLoader;
        this.beans = beans;
        this.dataSource = dataSource;
        this.release = release;
        this.index = AotDetector.useGeneratedArtifacts() ? MigrationIndex.read(resourceLoader) : MigrationIndex.NONE;
        this.listeners = listeners;
        this.customizers = customizers;
        this.modules = modules;
    }

    /** The only migrator. */
    Migrator single() {
        return build(Migrator.builder(), this.properties, "", javaMigrations());
    }

    /** A named migrator. */
    Migrator named(String name) {
        Set<String> names = this.named.names();
        List<String> unassigned = javaMigrations().stream()
                .filter(bean -> names.stream().noneMatch(migrator -> isOf(migrator, bean)))
                .toList();
        if (!unassigned.isEmpty()) {
            throw AppliedSetConfigurationException.whichMigrator(unassigned, names);
        }
        List<String> own =
                javaMigrations().stream().filter(bean -> isOf(name, bean)).toList();
        return build(Migrator.builder().name(name), this.named.of(name), name, own);
    }

    /** The migrator of all tenants. Migrations in Java belong to the ordinary migrator. */
    TenantMigrator tenants(ObjectProvider<TenantSchemas> ofSchemas, ObjectProvider<TenantDatabases> ofDatabases) {
        if (!this.named.names().isEmpty()) {
            throw AppliedSetConfigurationException.tenantsOfSeveral(this.named.names());
        }
        AppliedSetProperties.Tenants tenants = this.properties.tenants();
        TenantSchemas bean = only(TenantSchemas.class, ofSchemas);
        TenantDatabases databases = only(TenantDatabases.class, ofDatabases);
        if (databases != null && (bean != null || StringUtils.hasText(tenants.schemasFrom()))) {
            throw AppliedSetConfigurationException.tenantsOfTwoKinds();
        }
        Migrator.Builder builder = Migrator.builder();
        this.properties
                .applyTo(builder)
                .release(this.release.of(this.properties.release()))
                .dataSource(this.dataSource.choose(this.properties, ""))
                .listeners(this.listeners.orderedStream().toList());
        this.customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        builder.name(TENANTS)
                .javaMigrations(List.of())
                .source(new ResourceMigrationSource(this.resourceLoader, tenants.locations(), this.index));
        try {
            Migrator template = builder.build();
            TenantMigrator.Builder all = databases != null
                    ? TenantMigrator.builder(template, databases)
                    : TenantMigrator.builder(
                            template,
                            bean != null
                                    ? bean
                                    : TenantMigrator.query(template, Objects.requireNonNull(tenants.schemasFrom())));
            return all.parallelism(tenants.parallelism()).first(tenants.first()).build();
        } catch (IllegalArgumentException outOfRange) {
            throw AppliedSetConfigurationException.invalid(outOfRange);
        }
    }

    /** The bean, or the primary one of several; null if there is none. */
    private <T> @Nullable T only(Class<T> type, ObjectProvider<T> beans) {
        T only = beans.getIfUnique();
        if (only == null) {
            List<String> names = List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, type));
            if (names.size() > 1) {
                throw AppliedSetConfigurationException.tenantsOfSeveralBeans(type, names);
            }
        }
        return only;
    }

    /** The properties that apply to the only migrator. */
    AppliedSetProperties properties() {
        return this.properties;
    }

    /** The properties that apply to a migrator: those of its name, or the top-level ones. */
    AppliedSetProperties propertiesOf(Migrator migrator) {
        String name = migrator.name();
        return name != null && this.named.names().contains(name) ? this.named.of(name) : this.properties;
    }

    private List<String> javaMigrations() {
        return Arrays.asList(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, JavaMigration.class));
    }

    private boolean isOf(String migrator, String bean) {
        return BeanFactoryAnnotationUtils.isQualifierMatch(migrator::equals, bean, this.beans);
    }

    private Migrator build(
            Migrator.Builder builder, AppliedSetProperties properties, String mark, List<String> javaMigrations) {
        // The context's class loader, not ours: with devtools ours would see the files as they were at the first start.
        ResourceMigrationSource files =
                new ResourceMigrationSource(this.resourceLoader, properties.locations(), this.index);
        properties
                .applyTo(builder)
                .release(this.release.of(properties.release()))
                .dataSource(this.dataSource.choose(properties, mark))
                .source(files)
                .development(this.dataSource.development(properties))
                .javaMigrations(javaMigrations.stream()
                        .map(bean -> this.beans.getBean(bean, JavaMigration.class))
                        .toList())
                .listeners(this.listeners.orderedStream().toList());
        ModuleScope scope = this.modules.getIfAvailable();
        AtomicReference<Migrator> whole = new AtomicReference<>();
        if (scope != null) {
            builder.source(new ModuleMigrations(files, scope, () -> Objects.requireNonNull(whole.get())));
        }
        this.customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        try {
            Migrator migrator = builder.build();
            if (scope != null) {
                whole.set(migrator.toBuilder().source(files).build());
            }
            return migrator;
        } catch (IllegalArgumentException outOfRange) {
            throw AppliedSetConfigurationException.invalid(outOfRange);
        }
    }
}
