package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.r2dbc.core.DatabaseClient;

/** Beans that ask the database while they are made find it migrated, by our migrator or by one of the application. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class WaitingBeansTests {

    private static final String ROWS = "SELECT count(*) FROM public.a";

    private TestDatabase database;
    private MigrationFolder files;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder).with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        // Before ours, so that nothing but the dependency decides who comes first.
        this.application = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        JooqAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        HibernateJpaAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class))
                .withBean("files", MigrationFolder.class, () -> this.files)
                .withBean("database", TestDatabase.class, () -> this.database)
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.files.location(), "spring.jpa.hibernate.ddl-auto=none");
    }

    static final class AsksJdbcTemplate {
        AsksJdbcTemplate(JdbcOperations jdbc) {
            jdbc.queryForObject(ROWS, Long.class);
        }
    }

    static final class AsksNamedParameterJdbcTemplate {
        AsksNamedParameterJdbcTemplate(NamedParameterJdbcOperations jdbc) {
            jdbc.queryForRowSet(ROWS, java.util.Map.of());
        }
    }

    static final class AsksJdbcClient {
        AsksJdbcClient(JdbcClient jdbc) {
            jdbc.sql(ROWS).query().singleValue();
        }
    }

    static final class AsksJooq {
        AsksJooq(DSLContext jooq) {
            jooq.fetchCount(DSL.table("public.a"));
        }
    }

    static final class AsksJpa {
        AsksJpa(EntityManagerFactory entities) {
            entities.runInTransaction(manager -> manager.createNativeQuery(ROWS).getSingleResult());
        }
    }

    @DependsOnDatabaseInitialization
    static final class AsksDataSource {
        AsksDataSource(DataSource dataSource) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.prepareStatement(ROWS).executeQuery();
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithR2dbc {

        @Bean
        DatabaseClient databaseClient(TestDatabase database) {
            return DatabaseClient.create(ConnectionFactories.get(
                    ConnectionFactoryOptions.parse(database.url().replace("jdbc:", "r2dbc:"))
                            .mutate()
                            .option(ConnectionFactoryOptions.USER, database.username())
                            .option(ConnectionFactoryOptions.PASSWORD, database.password())
                            .build()));
        }
    }

    static final class AsksR2dbc {
        AsksR2dbc(DatabaseClient client) {
            Objects.requireNonNull(client.sql(ROWS).fetch().one().block());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MigratorOfTheApplication {

        @Bean
        Migrator mine(MigrationFolder files, TestDatabase database) {
            return Migrator.builder()
                    .dataSource(database.dataSource())
                    .locations(files.location())
                    .build();
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                AsksJdbcTemplate.class,
                AsksNamedParameterJdbcTemplate.class,
                AsksJdbcClient.class,
                AsksJooq.class,
                AsksJpa.class,
                AsksDataSource.class,
                AsksR2dbc.class
            })
    void findsTheSchema(Class<?> bean) {
        ApplicationContextRunner asking =
                this.application.withUserConfiguration(WithR2dbc.class).withBean("aBeforeAll", bean);

        asking.run(context -> assertThat(context).hasNotFailed());
        this.database.execute("DROP TABLE public.a, public.applied_migrations");
        asking.withUserConfiguration(MigratorOfTheApplication.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Migrator.class)
                        .hasBean("mine"));
    }

    @Test
    void warnsOfDeferredMigrations(CapturedOutput output) {
        this.application
                .withPropertyValues("spring.jpa.defer-datasource-initialization=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(this.database.applied()).containsExactly("1_a");
                    assertThat(output).contains("spring.jpa.defer-datasource-initialization");
                });
    }

    @Test
    void doesNotWarnOtherwise(CapturedOutput output) {
        this.application.run(context -> assertThat(output).doesNotContain("defer-datasource-initialization"));
    }
}
