package io.github.appliedset.autoconfigure;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector;

/** Makes beans that need the database wait for {@link MigrationInitializer}. */
final class MigrationInitializerDetector extends AbstractBeansOfTypeDatabaseInitializerDetector
        implements DatabaseInitializerDetector {

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
        return Set.of(MigrationInitializer.class);
    }

    /** After Flyway and Liquibase, so that they can be used side by side for a while; before schema.sql and data.sql. */
    @Override
    public int getOrder() {
        return 100;
    }
}
