package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Migrations;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import io.github.appliedset.tracker.TrackerTable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.json.JSONException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

@PostgresTest
@KeepsSessions
class MigrationsEndpointTests {

    private MigrationFolder files;

    @BeforeEach
    void createFolder(@TempDir Path folder) {
        this.files = new MigrationFolder(folder).with("1_create_users.up.sql", "SELECT 1;");
    }

    private ConfigurableApplicationContext start(TestDatabase database, String... properties) {
        return SpringApplication.run(
                Application.class,
                Stream.of(database.properties(), properties, new String[] {
                            "applied-set.locations=" + this.files.location(),
                            "server.port=0",
                            "spring.datasource.hikari.connection-timeout=500",
                            "management.endpoints.web.exposure.include=migrations"
                        })
                        .flatMap(Stream::of)
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(URI.create("http://localhost:" + port + "/actuator" + path)
                                        .toASCIIString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void driftIsShownBesideTheMigrations(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database)) {
            HttpResponse<String> response = get(context, "/migrations/drift");

            assertThat(response.statusCode()).isEqualTo(200);
            assertJson("""
                    {"contexts": {"application": {"migrators": {"migrator": {
                      "status": "no-snapshot", "differences": [], "wordedDifferently": [], "columnOrder": [], "partitions": []}}}}}
                    """, response);
        }
    }

    private static void assertJson(String expected, HttpResponse<String> response) throws JSONException {
        JSONAssert.assertEquals(expected, response.body(), true);
    }

    @Test
    void showsAppliedPendingAndOrphans(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database)) {
            database.execute(
                    "UPDATE public.applied_migrations SET applied_at = '2026-05-20T10:38:00Z'",
                    "INSERT INTO public.applied_migrations VALUES (2, 'from_another_branch', '2026-05-21T08:00:00Z')");
            this.files.with("sub/3_add_phone.up.sql", "SELECT 1;");

            assertJson("""
                    {"contexts": {"application": {"migrators": {"migrator": {
                      "schema": "public", "table": "applied_migrations",
                      "counts": {"applied": 1, "pending": 1, "orphans": 1},
                      "applied": [{"version": 1, "name": "create_users", "appliedAt": "2026-05-20T10:38:00Z", "checksum": "%s"}],
                      "pending": [{"version": 3, "name": "add_phone", "file": "%s/sub/3_add_phone.up.sql"}],
                      "orphans": [{"version": 2, "name": "from_another_branch", "appliedAt": "2026-05-21T08:00:00Z", "checksum": null}]
                    }}}}}""".formatted(Migrations.checksum("SELECT 1;"), this.files.path()), get(context, "/migrations"));
        }
    }

    @Test
    void repeatableMigrationsAreListedApartFromTheCounts(TestDatabase database) throws Exception {
        this.files
                .with("active.repeatable.sql", "CREATE OR REPLACE VIEW public.active AS SELECT 1 AS one;")
                .with("gone.repeatable.sql", "SELECT 1;");
        try (ConfigurableApplicationContext context = start(
                database,
                "management.endpoints.web.exposure.include=migrations,health",
                "management.endpoint.health.show-components=always",
                "management.endpoint.health.show-details=always")) {
            database.execute("UPDATE public.applied_migrations_repeatable SET applied_at = '2026-05-20T10:38:00Z'");
            this.files.without("gone.repeatable.sql").with("new.repeatable.sql", "SELECT 1;");

            Map<String, Object> migrator = migrator(get(context, "/migrations"));

            assertThat(migrator.get("counts")).hasToString("{applied=1, pending=0, orphans=0}");
            String path = this.files.path().toString();
            assertThat(migrator.get("repeatables"))
                    .hasToString("[{name=active, file=" + path
                            + "/active.repeatable.sql, state=applied, appliedAt=2026-05-20T10:38:00Z, checksum="
                            + Migrations.checksum("CREATE OR REPLACE VIEW public.active AS SELECT 1 AS one;")
                                    .hex()
                            + "}, {name=gone, file=null, state=orphan, appliedAt=2026-05-20T10:38:00Z, checksum="
                            + Migrations.checksum("SELECT 1;").hex()
                            + "}, {name=new, file=" + path + "/new.repeatable.sql, state=pending, appliedAt=null,"
                            + " checksum=null}]");
            HttpResponse<String> health = get(context, "/health/migrations");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("OUT_OF_SERVICE", "\"repeatables\":{");
            int port = ((WebServerApplicationContext) context).getWebServer().getPort();
            String page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/migrations"))
                                    .header("Accept", "text/html")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(page)
                    .contains(
                            "<title>Migrations (1 pending)</title>", "<strong>1 repeatable migration pending.</strong>")
                    .contains("--applied-set.command=forget --applied-set.name=gone");
        }
    }

    @Test
    void fileThatDiffersFromItsRowIsMarkedInTheList(TestDatabase database) throws Exception {
        this.files.with("2_b.up.sql", "SELECT 1;").with("3_c.up.sql", "SELECT 1;");
        try (ConfigurableApplicationContext context = start(database)) {
            this.files.with("1_create_users.up.sql", "SELECT 2;").renamed("2_b.up.sql", "2_better.up.sql");

            Map<String, Object> migrator = migrator(get(context, "/migrations"));

            assertThat(members(migrator, "applied", "differs")).containsExactly("1 edited", "2 renamed", "3 absent");
            assertThat(migrator.get("counts")).hasToString("{applied=3, pending=0, orphans=0}");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> migrator(HttpResponse<String> response) {
        Object at = json(response);
        for (String member : List.of("contexts", "application", "migrators", "migrator")) {
            at = ((Map<String, Object>) at).get(member);
        }
        return (Map<String, Object>) at;
    }

    private static Map<String, Object> json(HttpResponse<String> response) {
        return JsonParserFactory.getJsonParser().parseMap(response.body());
    }

    @SuppressWarnings("unchecked")
    private static List<String> members(Map<String, Object> migrator, String list, String member) {
        return ((List<Map<String, Object>>) migrator.get(list))
                .stream()
                        .map(entry -> entry.get("version") + " " + entry.getOrDefault(member, "absent"))
                        .toList();
    }

    @Test
    void fileThatDiffersFromItsRowIsMarkedByItself(TestDatabase database) throws Exception {
        this.files.with("2_b.up.sql", "SELECT 1;");
        try (ConfigurableApplicationContext context = start(database)) {
            database.execute("UPDATE public.applied_migrations SET applied_at = '2026-05-20T10:38:00Z'");
            this.files.with("1_create_users.up.sql", "SELECT 2;").renamed("2_b.up.sql", "2_better.up.sql");

            assertJson(
                    """
                    {"version": 1, "name": "create_users", "state": "applied", "file": "%s/1_create_users.up.sql",
                     "appliedAt": "2026-05-20T10:38:00Z", "checksum": "%s", "differs": "edited"}
                    """.formatted(this.files.path(), Migrations.checksum("SELECT 1;")), get(context, "/migrations/1"));
            assertJson(
                    """
                    {"version": 2, "name": "b", "state": "applied", "file": "%s/2_better.up.sql",
                     "appliedAt": "2026-05-20T10:38:00Z", "checksum": "%s", "differs": "renamed"}
                    """.formatted(this.files.path(), Migrations.checksum("SELECT 1;")), get(context, "/migrations/2"));
        }
    }

    @Test
    void migrationMergedLateIsMarked(TestDatabase database) throws Exception {
        this.files.with("2_b.up.sql", "SELECT 1;");
        try (ConfigurableApplicationContext context = start(database)) {
            database.execute(
                    "UPDATE public.applied_migrations SET applied_at = applied_at - interval '1 day' WHERE version = 2");

            assertThat(members(migrator(get(context, "/migrations")), "applied", "late"))
                    .containsExactly("1 true", "2 absent");
            assertThat(json(get(context, "/migrations/1"))).containsEntry("late", true);
        }
    }

    @Test
    void migrationThatAnotherProcessAppliesIsMarked(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database);
                Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            this.files.with("2_b.up.sql", "SELECT 1;").with("3_c.up.sql", "SELECT 1;");
            statement.execute("SET application_name = 'applied-set 2_b'");
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");

            assertThat(members(migrator(get(context, "/migrations")), "pending", "state"))
                    .containsExactly("2 running", "3 absent");
            assertThat(json(get(context, "/migrations/2"))).containsEntry("state", "running");
        }
    }

    @Test
    void showsOneMigrationWithItsState(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database)) {
            database.execute(
                    "UPDATE public.applied_migrations SET applied_at = '2026-05-20T10:38:00Z', checksum = NULL",
                    "INSERT INTO public.applied_migrations VALUES (0, 'gone', '2026-05-21T08:00:00Z', 'def')");
            this.files.with("3_add_phone.up.sql", "SELECT 1;");
            String folder = this.files.path().toString();

            assertJson(
                    "{\"version\": 1, \"name\": \"create_users\", \"state\": \"applied\", \"file\": \"" + folder
                            + "/1_create_users.up.sql\", \"appliedAt\": \"2026-05-20T10:38:00Z\", \"checksum\": null}",
                    get(context, "/migrations/001"));
            assertJson(
                    "{\"version\": 0, \"name\": \"gone\", \"state\": \"orphan\", \"file\": null,"
                            + " \"appliedAt\": \"2026-05-21T08:00:00Z\", \"checksum\": \"def\"}",
                    get(context, "/migrations/000"));
            assertJson(
                    "{\"version\": 3, \"name\": \"add_phone\", \"state\": \"pending\", \"file\": \"" + folder
                            + "/3_add_phone.up.sql\", \"appliedAt\": null, \"checksum\": null}",
                    get(context, "/migrations/3"));
            assertThat(get(context, "/migrations/4").statusCode()).isEqualTo(404);
            assertThat(get(context, "/migrations/x").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoints.web.exposure.exclude=migrations",
                "management.endpoint.migrations.access=none",
                "applied-set.enabled=false"
            })
    void isNotThereUnlessExposedAllowedAndWithAMigrator(String property, TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database, property)) {
            assertThat(get(context, "/migrations").statusCode()).isEqualTo(404);
            assertThat(context.getBeanNamesForType(MigrationsEndpoint.class)).isEmpty();
        }
    }

    @Test
    void distinguishesMigratorsByName(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(
                database, "applied-set.migrators.shop.schema=shop", "applied-set.migrators.reports.schema=reports")) {
            database.execute("DELETE FROM reports.applied_migrations");

            HttpResponse<String> unclear = get(context, "/migrations/1");
            assertThat(unclear.statusCode()).isEqualTo(400);
            assertThat(json(unclear)).containsEntry("migrators", List.of("shop", "reports"));
            assertThat(json(get(context, "/migrations/1?migrator=shop"))).containsEntry("state", "applied");
            assertThat(json(get(context, "/migrations/1?migrator=reports"))).containsEntry("state", "pending");
            assertThat(get(context, "/migrations/1?migrator=nobody").statusCode())
                    .isEqualTo(404);
            assertThat(get(context, "/migrations/9?migrator=shop").statusCode()).isEqualTo(404);
            assertThat(get(context, "/migrations/drift").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void invalidVersionIsNotFound(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database)) {
            for (String version : List.of("x", "-1", "1a", "%201", "9223372036854775808", "٣", "1.0", "Drift")) {
                assertThat(get(context, "/migrations/" + version).statusCode())
                        .as(version)
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void answers503WithAReasonWhenTheDatabaseIsDown(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database);
                LogLines log = new LogLines("io.github.appliedset")) {
            database.executeAsSuperuser(
                    "ALTER ROLE " + database.username() + " NOLOGIN",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + database.username()
                            + "'");

            HttpResponse<String> response = get(context, "/migrations");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(json(response))
                    .containsEntry("error", "The connection to the database was lost.")
                    .containsEntry("reference", "docs/reference/errors.md#connection-lost");
            assertThat(log.soFar()).anyMatch(line -> line.contains("terminating connection"));
            for (String path : List.of("/migrations", "/migrations/1")) {
                assertThat(get(context, path))
                        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                        .satisfies(answer -> assertThat(answer.body())
                                .doesNotContain(
                                        "FATAL", "role", "SQLSTATE", "localhost", database.username(), "\tat "));
            }
        }
    }

    @Test
    void serverMessageAndRolesGoToTheLogOnly(TestDatabase database) throws Exception {
        try (ConfigurableApplicationContext context = start(database);
                LogLines log = new LogLines("io.github.appliedset")) {
            database.executeAsSuperuser("ALTER TABLE public.applied_migrations OWNER TO CURRENT_USER");

            for (String path : List.of("/migrations", "/migrations/1")) {
                HttpResponse<String> response = get(context, path);

                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(json(response))
                        .containsEntry("error", "The tracker table could not be read.")
                        .containsOnlyKeys("error", "action", "reference");
                assertThat(response.body()).doesNotContain("permission", "GRANT", "42501", database.username());
            }
            assertThat(log.soFar()).anyMatch(line -> line.contains("permission denied") && line.contains("42501"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Application {}
}
