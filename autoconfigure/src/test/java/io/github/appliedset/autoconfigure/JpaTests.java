package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;

@PostgresTest
class JpaTests {

    @Test
    void hibernateValidatesTheMigratedSchema(@TempDir Path folder, TestDatabase database) {
        MigrationFolder files = new MigrationFolder(folder)
                .with("1_books.up.sql", "CREATE TABLE public.book (id bigint PRIMARY KEY, title varchar(255));");

        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        HibernateJpaAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class))
                .withUserConfiguration(Entities.class)
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + files.location(), "spring.jpa.hibernate.ddl-auto=validate")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(EntityManager.class).find(Book.class, 1L))
                            .isNull();
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EntityScan(basePackageClasses = Book.class)
    static class Entities {}

    @Entity(name = "book")
    static class Book {

        @Id
        Long id;

        String title;
    }
}
