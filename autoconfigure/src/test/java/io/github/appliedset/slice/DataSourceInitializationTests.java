package io.github.appliedset.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.SharedDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.jdbc.AutoConfigureDataSourceInitialization;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The annotation that every slice with a database has is enough: nothing else is auto-configured here. */
@SpringBootTest(
        classes = DataSourceInitializationTests.Nothing.class,
        properties = {
            "applied-set.locations=classpath:slices",
            "applied-set.url=${spring.datasource.url}",
            "applied-set.username=${spring.datasource.username}",
            "applied-set.password=${spring.datasource.password}"
        })
@AutoConfigureDataSourceInitialization
class DataSourceInitializationTests {

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        SharedDatabase.register(properties);
    }

    @Test
    void includesMigrations(@Autowired Migrator migrator) {
        assertThat(migrator.plan().applied()).hasSize(1);
    }
}
