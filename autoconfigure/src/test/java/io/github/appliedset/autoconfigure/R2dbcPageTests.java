package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;

/** An application with the settings of docs/how-to/use-r2dbc.md. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class R2dbcPageTests {

    private TestDatabase database;
    private ApplicationContextRunner application;

    /** What Spring Boot makes of {@code spring.r2dbc.*}; a bean that comes first asks the database. */
    @Configuration(proxyBeanMethods = false)
    static class WithR2dbc {

        @Bean
        Long books(DatabaseClient client) {
            return Objects.requireNonNull(client.sql("SELECT count(*) FROM public.book")
                    .mapValue(Long.class)
                    .one()
                    .block());
        }

        @Bean
        ConnectionFactory connectionFactory(Environment environment) {
            return ConnectionFactories.get(ConnectionFactoryOptions.parse(
                            environment.getRequiredProperty("spring.r2dbc.url"))
                    .mutate()
                    .option(ConnectionFactoryOptions.USER, environment.getRequiredProperty("spring.r2dbc.username"))
                    .option(ConnectionFactoryOptions.PASSWORD, environment.getRequiredProperty("spring.r2dbc.password"))
                    .build());
        }

        @Bean
        DatabaseClient databaseClient(ConnectionFactory connectionFactory) {
            return DatabaseClient.create(connectionFactory);
        }
    }

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        MigrationFolder files =
                new MigrationFolder(folder).with("1_book.up.sql", "CREATE TABLE public.book (id bigint);");
        this.application = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class,
                        AppliedSetR2dbcAutoConfiguration.class))
                .withUserConfiguration(WithR2dbc.class)
                .withPropertyValues("applied-set.locations=" + files.location());
    }

    private String[] settingsOfThePage() {
        String yaml = HowToPage.named("use-r2dbc.md").blocks("yaml").get(0);
        assertThat(yaml).contains("postgresql://db:5432/shop", "username: shop", "password: ${SHOP_PASSWORD}");
        return HowToPage.properties(
                yaml.replace("postgresql://db:5432/shop", this.database.url().replaceFirst("^jdbc:", ""))
                        .replace("username: shop", "username: " + this.database.username())
                        .replace("${SHOP_PASSWORD}", this.database.password()));
    }

    @Test
    void migratesBeforeBeansQuery() {
        this.application.withPropertyValues(settingsOfThePage()).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(DataSource.class);
            assertThat(context).doesNotHaveBean(AppliedSetR2dbcAutoConfiguration.class);
            assertThat(context.getBean("books")).isEqualTo(0L);
            assertThat(this.database.applied()).containsExactly("1_book");
        });
    }

    @Test
    void withoutTheUrlTheLogSaysThatNothingIsMigrated(CapturedOutput output) {
        this.database.execute("CREATE TABLE public.book (id bigint)");
        ApplicationContextRunner withoutUrl = this.application.withPropertyValues(Stream.of(settingsOfThePage())
                .filter(property -> property.startsWith("spring."))
                .toArray(String[]::new));

        withoutUrl
                .withPropertyValues("applied-set.enabled=false")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("Nothing is migrated");

        withoutUrl
                .withPropertyValues("spring.main.lazy-initialization=true")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Migrator.class));
        assertThat(output).containsOnlyOnce("Nothing is migrated: migrations need JDBC");
    }
}
