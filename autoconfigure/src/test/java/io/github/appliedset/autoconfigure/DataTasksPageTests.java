package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;

/** The migrations and the tasks of docs/how-to/run-data-tasks-after-the-start.md. */
@PostgresTest
@Timeout(120)
class DataTasksPageTests {

    private static final HowToPage PAGE = HowToPage.named("run-data-tasks-after-the-start.md");

    private static final String NOTHING_IS_LEFT =
            "SELECT 1 FROM public.book WHERE price_cents IS NULL HAVING count(*) = 0";

    private TestDatabase database;
    private MigrationFolder files;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with(
                        "11_book.up.sql",
                        "CREATE TABLE public.book (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, price bigint);"
                                + " INSERT INTO public.book (price) SELECT 9 FROM generate_series(1, 2500);");
    }

    /** Each file is named in its first line. */
    private void takeFromThePage(String prefix) {
        String file = PAGE.blocks("sql").stream()
                .filter(block -> block.startsWith("-- " + prefix))
                .findFirst()
                .orElseThrow();
        this.files.with(file.lines().findFirst().orElseThrow().substring(3), file);
    }

    // page
    @Component
    static class PricesInCents {

        private final JdbcClient jdbc;

        PricesInCents(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Async
        @EventListener(ApplicationReadyEvent.class)
        public void fill() {
            int filled;
            do {
                filled = this.jdbc.sql("""
                        UPDATE public.book SET price_cents = price * 100 WHERE id IN (
                            SELECT id FROM public.book WHERE price_cents IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED)
                        """).update();
            } while (filled > 0);
        }
    }
    // page

    @Component
    static class SearchIndex {

        private int rebuilt;

        // page
        @EventListener
        void onMigrations(MigrationsAppliedEvent event) {
            if (!event.report().applied().isEmpty()) {
                rebuild();
            }
        }
        // page

        private void rebuild() {
            this.rebuilt++;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        TaskExecutionAutoConfiguration.class,
        AppliedSetAutoConfiguration.class
    })
    @Import({PricesInCents.class, SearchIndex.class})
    static class Application {}

    private ConfigurableApplicationContext start() {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(Stream.concat(
                        Stream.of(this.database.properties()),
                        Stream.of("applied-set.locations=" + this.files.location()))
                .map(property -> "--" + property)
                .toArray(String[]::new));
    }

    @Test
    void pageShowsTheTasksOfThisTest() {
        PAGE.hasCodeOf(getClass());
    }

    /** Starts, waits for the task to have filled all it can, and ends: the end waits for the task's thread. */
    private void fill(String untilRow) {
        try (ConfigurableApplicationContext context = start()) {
            Sql.awaitRow(this.database.dataSource(), untilRow);
        }
    }

    @Test
    void columnIsFilledBesideTheRequestsAndRequiredLater() {
        takeFromThePage("12_");
        try (ConfigurableApplicationContext one = start();
                ConfigurableApplicationContext another = start()) {
            Sql.awaitRow(this.database.dataSource(), NOTHING_IS_LEFT);
        }
        this.database.execute("INSERT INTO public.book (price) VALUES (7)");
        takeFromThePage("13_");
        assertThatThrownBy(this::start).hasStackTraceContaining("contains null values");
        assertThat(this.database.applied()).endsWith("12_price_in_cents");

        this.files.without("13_price_in_cents_required.up.sql");
        fill(NOTHING_IS_LEFT);
        takeFromThePage("13_");
        start().close();

        assertThat(this.database.applied()).endsWith("13_price_in_cents_required");
        assertThat(this.database.query("SELECT DISTINCT price_cents FROM public.book ORDER BY 1"))
                .containsExactly("700", "900");
    }

    @Test
    void taskLeavesTheRowsOfAnotherInstanceAlone() throws Exception {
        takeFromThePage("12_");
        fill(NOTHING_IS_LEFT);
        this.database.execute("UPDATE public.book SET price_cents = NULL WHERE id <= 2000");
        try (Connection other = this.database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.execute(other, "SELECT id FROM public.book WHERE id <= 500 FOR UPDATE");

            fill("SELECT 1 FROM public.book WHERE price_cents IS NULL HAVING count(*) = 500");
            other.rollback();
        }
        fill(NOTHING_IS_LEFT);
    }

    @Test
    void eventReportsOnlyMigrationsOfThisStart() {
        try (ConfigurableApplicationContext first = start()) {
            assertThat(first.getBean(SearchIndex.class).rebuilt).isEqualTo(1);
        }
        try (ConfigurableApplicationContext second = start()) {
            assertThat(second.getBean(SearchIndex.class).rebuilt).isZero();
        }
    }
}
