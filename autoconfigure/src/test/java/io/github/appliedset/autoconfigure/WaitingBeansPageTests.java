package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** The example of docs/how-to/wait-for-migrations-in-your-beans.md, beside the beans of {@link WaitingBeansTests}. */
@PostgresTest
class WaitingBeansPageTests {

    private static final HowToPage PAGE = HowToPage.named("wait-for-migrations-in-your-beans.md");

    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        MigrationFolder files = new MigrationFolder(folder)
                .with(
                        "1_prices.up.sql",
                        "CREATE TABLE public.prices (product text, price numeric);"
                                + " INSERT INTO public.prices VALUES ('tea', 3.50);");
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.locations=" + files.location());
    }

    // page
    @Component
    @DependsOnDatabaseInitialization
    static class PriceCache {

        private final Map<String, BigDecimal> prices = new HashMap<>();

        PriceCache(DataSource dataSource) throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT product, price FROM public.prices")) {
                while (rows.next()) {
                    this.prices.put(rows.getString(1), rows.getBigDecimal(2));
                }
            }
        }
    }
    // page

    /** The same without the annotation. */
    static final class HastyCache {

        private final PriceCache cache;

        HastyCache(DataSource dataSource) throws SQLException {
            this.cache = new PriceCache(dataSource);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnAMethod {

        @Bean
        @DependsOnDatabaseInitialization
        HastyCache cache(DataSource dataSource) throws SQLException {
            return new HastyCache(dataSource);
        }
    }

    @Test
    void annotatedBeanIsCreatedAfterTheMigrations() {
        PAGE.hasCodeOf(getClass());
        assertThat(PAGE.blocks("java")).hasSize(1).noneMatch(code -> code.contains("..."));

        this.application.withBean(PriceCache.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(PriceCache.class).prices).containsOnlyKeys("tea");
        });
    }

    @Test
    void annotatedMethodIsCalledAfterTheMigrations() {
        this.application.withUserConfiguration(OnAMethod.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(HastyCache.class).cache.prices).containsOnlyKeys("tea");
        });
    }

    @Test
    void otherBeanIsCreatedBeforeTheMigrations() {
        this.application
                .withBean(HastyCache.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("relation \"public.prices\" does not exist"));
    }
}
