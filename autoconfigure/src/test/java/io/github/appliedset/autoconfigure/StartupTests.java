package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The real start of real applications. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class StartupTests {

    private MigrationFolder files;

    @BeforeEach
    void createFolder(@TempDir Path folder) {
        this.files = new MigrationFolder(folder);
    }

    private ConfigurableApplicationContext start(
            Class<?> application, TestDatabase database, WebApplicationType type, String... properties) {
        SpringApplication spring = new SpringApplication(application);
        spring.setWebApplicationType(type);
        String[] arguments = Stream.of(database.properties(), properties, new String[] {
                    "applied-set.locations=" + this.files.location(),
                    "spring.jpa.open-in-view=false",
                    "spring.main.banner-mode=off"
                })
                .flatMap(Stream::of)
                .map(property -> "--" + property)
                .toArray(String[]::new);
        return spring.run(arguments);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void portIsClosedWhileAMigrationRunsAndTheFirstRequestIsAnswered(boolean lazy, TestDatabase database)
            throws Exception {
        this.files.with(
                "1_slow.up.sql",
                "CREATE TABLE public.a (id int); INSERT INTO public.a VALUES (42); SELECT pg_advisory_xact_lock(4711);");
        int port = freePort();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection gate = database.dataSource().getConnection();
                Statement statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(4711)");
            Future<ConfigurableApplicationContext> started = thread.submit(() -> start(
                    WebApplication.class,
                    database,
                    WebApplicationType.SERVLET,
                    "server.port=" + port,
                    "spring.main.lazy-initialization=" + lazy));
            while (database.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'applied-set 1_slow'"
                            + " AND wait_event_type = 'Lock'")
                    .isEmpty()) {
                assertThat(started.isDone()).isFalse();
            }

            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);

            statement.execute("SELECT pg_advisory_unlock(4711)");
            try (ConfigurableApplicationContext context = started.get()) {
                HttpResponse<String> response = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/a"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo("42");
            }
        } finally {
            thread.shutdown();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void twentyApplicationsStartAtOnceAndEachMigrationRunsOnce(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.effects (version int)");
        for (int version = 1; version <= 30; version++) {
            this.files.with(version + "_x.up.sql", "INSERT INTO public.effects VALUES (" + version + ");");
        }
        // The logging system is one per JVM, and twenty contexts would set it up over each other.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        Together.run(
                        20,
                        instance -> () -> start(
                                PlainApplication.class,
                                database,
                                WebApplicationType.NONE,
                                "spring.datasource.hikari.maximum-pool-size=1"))
                .forEach(ConfigurableApplicationContext::close);
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);

        assertThat(database.query("SELECT version FROM public.effects ORDER BY version"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 30).mapToObj(Integer::toString).toList());
    }

    @Test
    void oneLineSaysThatFilesAndTableAgree(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("3_b.up.sql", "SELECT 1;");

        start(PlainApplication.class, database, WebApplicationType.NONE).close();
        start(PlainApplication.class, database, WebApplicationType.NONE).close();

        assertThat(output)
                .contains("public.applied_migrations: 2 migrations applied (2 now, in ")
                .contains("public.applied_migrations: 2 migrations applied (0 now, in ");
    }

    @Test
    void oneIsCountedInTheSingular(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 1;");
        start(PlainApplication.class, database, WebApplicationType.NONE).close();
        this.files.without("2_b.up.sql");

        start(PlainApplication.class, database, WebApplicationType.NONE).close();

        assertThat(output.toString().lines())
                .anyMatch(line -> line.matches(".*: 1 migration applied \\(0 now, in \\d+ ms\\), 0 pending, 1 orphan"));
    }

    @Test
    void startFailsIfARowIsGoneBeforeTrafficIsAccepted(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");

        assertThatThrownBy(() -> start(RemovesARow.class, database, WebApplicationType.NONE))
                .isInstanceOf(MigrationConflictException.class)
                .hasMessageContaining("1_a is on disk but not applied");
    }

    @Test
    void runnersOfTheApplicationComeAfterTheCheck(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;");

        start(HasARunner.class, database, WebApplicationType.NONE).close();

        assertThat(output.toString().indexOf("1 migration applied"))
                .isPositive()
                .isLessThan(output.toString().indexOf("runner of the application"));
    }

    @Test
    void failedStartIsExplainedWithoutAStackTrace(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "CREATE TABEL x ();");

        assertThatThrownBy(() -> start(PlainApplication.class, database, WebApplicationType.NONE));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Migration 2_b failed and was rolled back.")
                .contains("line 1, column 8")
                .contains("Applied by this run: 1_a")
                .contains("docs/reference/errors.md#migration-failed")
                .doesNotContain("\tat ");
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class PlainApplication {}

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class RemovesARow {

        @Bean
        InitializingBean removal(JdbcClient jdbc) {
            return () -> jdbc.sql("DELETE FROM public.applied_migrations").update();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class HasARunner {

        @Bean
        ApplicationRunner runner() {
            return arguments -> System.out.println("runner of the application");
        }
    }

    /** Without JPA, whose eager beans would have the migration run early by themselves. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
                "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration"
            })
    @RestController
    static class WebApplication {

        private final JdbcClient jdbc;

        WebApplication(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @GetMapping("/a")
        String a() {
            return this.jdbc.sql("SELECT id FROM public.a").query(String.class).single();
        }
    }
}
