package io.github.appliedset.autoconfigure;

import io.github.appliedset.generate.DeclaredEntities;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PersistenceConfiguration;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.persistence.autoconfigure.EntityScanPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The entities of the application, created by their provider with the names that the application gives them. The application's
 * own persistence unit is not used: it may validate a schema that is yet to be.
 */
final class EntityDeclaration implements DeclaredEntities {

    private static final String API = "jakarta.persistence.PersistenceConfiguration";
    private static final String PROVIDER = "org.hibernate.jpa.HibernatePersistenceProvider";
    private static final String SCAN = "org.springframework.boot.persistence.autoconfigure.EntityScan";
    private static final String HELP = "Add spring-boot-starter-data-jpa, or remove applied-set.declared.entities.";

    private final Set<String> packages;
    private final Map<String, Object> properties;

    private EntityDeclaration(Set<String> packages, Map<String, Object> properties) {
        this.packages = packages;
        this.properties = properties;
    }

    /**
     * Finds out where the entities are, and how the application names their tables.
     *
     * @param sources the sources of the SpringApplication
     */
    static DeclaredEntities of(Set<Object> sources, ConfigurableEnvironment environment) {
        refuseWithoutHibernate();
        return new EntityDeclaration(packages(sources), properties(environment));
    }

    /** The same for an application that runs. */
    static DeclaredEntities of(BeanFactory application, ConfigurableEnvironment environment) {
        refuseWithoutHibernate();
        Set<String> packages = new TreeSet<>();
        if (ClassUtils.isPresent(SCAN, null)) {
            packages.addAll(EntityScanPackages.get(application).getPackageNames());
        }
        if (packages.isEmpty() && AutoConfigurationPackages.has(application)) {
            packages.addAll(AutoConfigurationPackages.get(application));
        }
        return new EntityDeclaration(packages, properties(environment));
    }

    private static void refuseWithoutHibernate() {
        if (!ClassUtils.isPresent(API, null) || !ClassUtils.isPresent(PROVIDER, null)) {
            throw DeclaredEntities.refused(
                    "applied-set.declared.entities is true, and there is no Hibernate on the class path.", HELP);
        }
    }

    private static Set<String> packages(Set<Object> sources) {
        Set<String> named = new TreeSet<>();
        for (Object source : sources) {
            if (source instanceof Class<?> type) {
                MergedAnnotation<Annotation> scan = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY)
                        .get(SCAN);
                if (scan.isPresent()) {
                    named.addAll(List.of(scan.getStringArray("basePackages")));
                    for (Class<?> each : scan.getClassArray("basePackageClasses")) {
                        named.add(ClassUtils.getPackageName(each));
                    }
                }
            }
        }
        return named.isEmpty() ? ApplicationCode.packages(sources) : named;
    }

    private static Map<String, Object> properties(ConfigurableEnvironment environment) {
        Binder binder = Binder.get(environment);
        Map<String, Object> properties = new HashMap<>();
        properties.put(
                "hibernate.implicit_naming_strategy",
                "org.springframework.boot.hibernate.SpringImplicitNamingStrategy");
        properties.put(
                "hibernate.physical_naming_strategy",
                "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl");
        binder.bind("spring.jpa.properties", Bindable.mapOf(String.class, String.class))
                .ifBound(properties::putAll);
        Map.of(
                        "spring.jpa.hibernate.naming.implicit-strategy", "hibernate.implicit_naming_strategy",
                        "spring.jpa.hibernate.naming.physical-strategy", "hibernate.physical_naming_strategy",
                        "spring.jpa.database-platform", "hibernate.dialect")
                .forEach((name, key) -> Optional.ofNullable(environment.getProperty(name))
                        .ifPresent(value -> properties.put(key, value)));
        properties.keySet().removeIf(key -> key.startsWith("hibernate.hbm2ddl.") || key.contains("schema-generation"));
        return properties;
    }

    @Override
    public @Nullable String missing() {
        return entities().isEmpty()
                ? "There is no entity in " + String.join(", ", this.packages)
                        + ". Declare one there, or name its package with @EntityScan."
                : null;
    }

    @Override
    public void createIn(DataSource empty) {
        List<Class<?>> entities = entities();
        if (entities.isEmpty()) {
            return;
        }
        PersistenceConfiguration configuration = new PersistenceConfiguration("applied-set");
        configuration.provider(PROVIDER);
        entities.forEach(configuration::managedClass);
        this.properties.forEach(configuration::property);
        configuration.property("jakarta.persistence.nonJtaDataSource", empty);
        try (EntityManagerFactory factory = configuration.createEntityManagerFactory()) {
            factory.getSchemaManager().create(true);
        } catch (RuntimeException failure) {
            throw DeclaredEntities.refused(
                    "Hibernate cannot create the schema of the entities: " + failure.getMessage(),
                    "Correct the entities.");
        }
    }

    private List<Class<?>> entities() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false) {
            @Override
            protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
                return true;
            }
        };
        List.of(Entity.class, Embeddable.class, MappedSuperclass.class, Converter.class)
                .forEach(annotation -> scanner.addIncludeFilter(new AnnotationTypeFilter(annotation, false)));
        Set<String> names = new TreeSet<>();
        this.packages.forEach(each -> scanner.findCandidateComponents(each)
                .forEach(definition -> names.add(String.valueOf(definition.getBeanClassName()))));
        List<Class<?>> entities = new ArrayList<>();
        names.forEach(name -> entities.add(ClassUtils.resolveClassName(name, null)));
        return entities;
    }
}
