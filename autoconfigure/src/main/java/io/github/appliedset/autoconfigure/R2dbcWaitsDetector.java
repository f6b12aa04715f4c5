package io.github.appliedset.autoconfigure;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitializationDetector;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.util.ClassUtils;

/** Makes beans that use R2DBC wait for migrations; Spring Boot does so for JDBC, JPA and jOOQ, but not for R2DBC. */
final class R2dbcWaitsDetector extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector
        implements DependsOnDatabaseInitializationDetector {

    @Override
    protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
        return ClassUtils.isPresent("org.springframework.r2dbc.core.DatabaseClient", null)
                ? Set.of(DatabaseClient.class)
                : Set.of();
    }
}
