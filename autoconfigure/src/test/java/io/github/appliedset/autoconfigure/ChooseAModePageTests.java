package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

/** The examples of docs/how-to/choose-a-mode.md, beside what {@link MigrationModeTests} shows of each mode. */
@PostgresTest
class ChooseAModePageTests {

    private static final HowToPage PAGE = HowToPage.named("choose-a-mode.md");

    @TempDir
    private Path folder;

    private TestDatabase database;
    private MigrationFolder files;

    @BeforeEach
    void prepare(TestDatabase database) throws IOException {
        this.database = database;
        this.files = new MigrationFolder(this.folder.resolve("migrations")).with("1_a.up.sql", "SELECT 1;");
        Files.writeString(
                this.folder.resolve("application.yml"), PAGE.blocks("yaml").get(0));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class})
    @Import(Maintenance.class)
    static class Application {}

    private ConfigurableApplicationContext start(String... properties) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(Stream.of(this.database.properties(), properties, new String[] {
                    "spring.config.location=" + this.folder.resolve("application.yml"),
                    "applied-set.locations=" + this.files.location()
                })
                .flatMap(Stream::of)
                .map(property -> "--" + property)
                .toArray(String[]::new));
    }

    @Test
    void tableShowsEveryMode() {
        assertThat(MigrationMode.values())
                .allSatisfy(mode ->
                        assertThat(PAGE.text()).contains("\n| `" + mode.name().toLowerCase(Locale.ROOT) + "` |"));
    }

    @Test
    void profileDecidesWhetherItMigratesOrWaits() {
        assertThatThrownBy(() -> start("spring.profiles.active=production", "applied-set.wait-timeout=0"))
                .hasStackTraceContaining("1_a is on disk but not applied");
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();

        start().close();

        start("spring.profiles.active=production").close();
        assertThat(this.database.applied()).containsExactly("1_a");
    }

    // page
    @Component
    static class Maintenance {

        private final Migrator migrator;

        Maintenance(Migrator migrator) {
            this.migrator = migrator;
        }

        void migrate() {
            MigrationReport report = this.migrator.migrate();
            report.applied().forEach(done -> System.out.println(done.migration() + " took " + done.duration()));
        }
    }
    // page

    @Test
    void applicationMigratesOnRequest() {
        PAGE.hasCodeOf(getClass());
        try (ConfigurableApplicationContext context = start("applied-set.mode=off")) {
            assertThat(this.database.hasTable("public.applied_migrations")).isFalse();

            context.getBean(Maintenance.class).migrate();

            assertThat(this.database.applied()).containsExactly("1_a");
        }
    }
}
