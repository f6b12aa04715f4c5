package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantDatabases;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantSchemas;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Beans of the application that affect migrations: its DataSources, migrations written in Java, customizers. Found by reading
 * class files without loading a class, so that a command that does not run this code does not silently ignore it.
 */
final class ApplicationCode {

    private final List<String> aboutDatabase = new ArrayList<>();
    private final List<String> aboutMigrations = new ArrayList<>();

    private ApplicationCode() {}

    /**
     * Scans the packages of the application's component scan.
     *
     * @param sources the sources of the SpringApplication; anything but a class is ignored
     */
    static ApplicationCode of(Set<Object> sources) {
        ApplicationCode code = new ApplicationCode();
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(code.new Reader());
        for (String folder : packages(sources)) {
            scanner.findCandidateComponents(folder);
        }
        return code;
    }

    /** The packages of the application's component scan. */
    static Set<String> packages(Set<Object> sources) {
        Set<String> packages = new TreeSet<>();
        for (Object source : sources) {
            if (source instanceof Class<?> type) {
                Set<String> scanned = new LinkedHashSet<>();
                MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).stream(ComponentScan.class)
                        .forEach(scan -> scanned.addAll(named(scan)));
                packages.addAll(scanned.isEmpty() ? Set.of(ClassUtils.getPackageName(type)) : scanned);
            }
        }
        packages.remove("");
        return packages;
    }

    private static List<String> named(MergedAnnotation<ComponentScan> scan) {
        return Stream.concat(
                        Stream.of(scan.getStringArray("basePackages")),
                        Stream.of(scan.getClassArray("basePackageClasses")).map(ClassUtils::getPackageName))
                .toList();
    }

    /**
     * Requires that the properties alone describe every database and migration.
     *
     * @throws AppliedSetConfigurationException listing the beans that the properties do not cover
     */
    void refuseUnseen(ConfigurableEnvironment environment) {
        List<String> unseen = new ArrayList<>(this.aboutMigrations);
        if (!hasUrlOfItsOwn(environment)) {
            unseen.addAll(this.aboutDatabase);
        }
        if (!unseen.isEmpty()) {
            throw AppliedSetConfigurationException.onlyInApplication(unseen);
        }
    }

    private static boolean hasUrlOfItsOwn(ConfigurableEnvironment environment) {
        MigratorProperties migrators = new MigratorProperties(environment);
        Stream<AppliedSetProperties> properties = migrators.names().isEmpty()
                ? Stream.of(Binder.get(environment).bindOrCreate("applied-set", AppliedSetProperties.class))
                : migrators.names().stream().map(migrators::of);
        return properties.allMatch(its -> StringUtils.hasText(its.url()));
    }

    /** Inspects each class and matches none: only the findings matter, not the candidates. */
    private final class Reader implements TypeFilter {

        private final TypeFilter migrations = new AssignableTypeFilter(JavaMigration.class);
        private final TypeFilter tenants = new AssignableTypeFilter(TenantSchemas.class);
        private final TypeFilter databases = new AssignableTypeFilter(TenantDatabases.class);
        private final TypeFilter customizers = new AssignableTypeFilter(MigratorCustomizer.class);

        @Override
        public boolean match(MetadataReader type, MetadataReaderFactory types) throws IOException {
            String name = type.getClassMetadata().getClassName();
            if (type.getClassMetadata().isConcrete()) {
                if (this.migrations.match(type, types)) {
                    aboutMigrations.add(name + " is a migration written in Java");
                }
                if (this.tenants.match(type, types)) {
                    aboutMigrations.add(name + " names the schemas of tenants");
                }
                if (this.databases.match(type, types)) {
                    aboutMigrations.add(name + " names the databases of tenants");
                }
                if (this.customizers.match(type, types)) {
                    aboutMigrations.add(name + " customizes the migrator");
                }
            }
            for (MethodMetadata method : type.getAnnotationMetadata().getAnnotatedMethods(Bean.class.getName())) {
                read(name + "." + method.getMethodName() + "()", method);
            }
            return false;
        }

        private void read(String name, MethodMetadata method) {
            String returned = method.getReturnTypeName();
            if (method.isAnnotated(AppliedSetDataSource.class.getName())) {
                aboutMigrations.add(name + " creates the DataSource to migrate");
            } else if (returned.equals(Migrator.class.getName())
                    || returned.equals(JavaMigration.class.getName())
                    || returned.equals(TenantSchemas.class.getName())
                    || returned.equals(TenantDatabases.class.getName())
                    || returned.equals(TenantMigrator.class.getName())
                    || returned.equals(MigratorCustomizer.class.getName())) {
                aboutMigrations.add(name + " creates a " + ClassUtils.getShortName(returned));
            } else if (returned.endsWith("DataSource") && isDefaultCandidate(method)
                    || returned.equals(JdbcConnectionDetails.class.getName())) {
                aboutDatabase.add(name + " creates a " + ClassUtils.getShortName(returned));
            }
        }

        private boolean isDefaultCandidate(MethodMetadata method) {
            Map<String, Object> bean = method.getAnnotationAttributes(Bean.class.getName());
            return bean == null || !Boolean.FALSE.equals(bean.get("defaultCandidate"));
        }
    }
}
