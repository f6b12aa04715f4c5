package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.actuate.MigrationsHealthIndicator;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PlantedObjects;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

/** Commands and starts as a superuser, in a database where another role has planted all that it can. */
@PostgresTest
@KeepsSessions
class PlantedObjectsTests {

    private static final String ROW = "INSERT INTO public.applied_migrations (version, name) VALUES ";

    private Path folder;
    private MigrationFolder files;
    private TestDatabase database;
    private PlantedObjects planted;

    @BeforeEach
    void plant(@TempDir Path folder, TestDatabase database) {
        this.folder = folder;
        this.database = database;
        this.planted = PlantedObjects.in(database);
        this.files = new MigrationFolder(folder.resolve("db/migration"))
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("2_i.up.sql", "CREATE INDEX CONCURRENTLY i ON public.a (id);")
                .with("2_i.down.sql", "DROP INDEX CONCURRENTLY public.i;")
                .with("3_c.up.sql", "BEGIN; CREATE VIEW public.c AS SELECT id FROM public.a; COMMIT;")
                .with("3_c.down.sql", "DROP VIEW public.c;");
    }

    @AfterEach
    void remove() {
        this.planted.remove();
    }

    private Map<String, Object> properties() {
        PGSimpleDataSource superuser = (PGSimpleDataSource) this.database.superuser();
        return new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", String.valueOf(superuser.getUser()),
                "spring.datasource.password", String.valueOf(superuser.getPassword()),
                "applied-set.locations", this.files.location()));
    }

    private void runs(int exitCode, String... options) {
        Run run = CommandLine.run(
                properties(),
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));

        assertThat(run.exitCode())
                .as("%s\n%s\n%s", List.of(options), run.out(), run.err())
                .isEqualTo(exitCode);
        nothingWasCalledBy(options[0]);
    }

    private void nothingWasCalledBy(String what) {
        assertThat(this.planted.called()).as(what).isEmpty();
    }

    /** The control: what is planted is met by anybody who does not take care. */
    @Test
    void carelessQueryMeetsThem() {
        Sql.execute(
                this.database.superuser(),
                "SELECT 'a'::text || 1, now() FROM pg_class c WHERE c.relname = 'pg_class'::varchar");

        assertThat(this.planted.called())
                .anyMatch(called -> called.startsWith("planted_row("))
                .anyMatch(called -> called.startsWith("planted_value("))
                .anyMatch(called -> called.startsWith("now("))
                .anyMatch(called -> called.matches("planted_\\d+\\(.*"));
    }

    @Test
    void noAlignmentCallsThem() {
        String development = "development=true";
        runs(0, "command=migrate", development);
        Sql.execute(this.planted.careful(), "INSERT INTO public.a VALUES (1)");
        this.files
                .without("2_i.up.sql")
                .without("2_i.down.sql")
                .renamed("3_c.up.sql", "4_c.up.sql")
                .renamed("3_c.down.sql", "4_c.down.sql")
                .with("1_a.up.sql", "CREATE TABLE public.a (id bigint PRIMARY KEY, v text DEFAULT 'x');");
        runs(0, "command=migrate", development);
        runs(1, "command=align", development, "yes=true");
        runs(0, "command=align", development, "allow=data-loss");
        runs(0, "command=verify");
    }

    @Test
    void noCommandCallsThem() {
        runs(0, "command=dry-run");
        runs(2, "command=status");
        runs(0, "command=migrate");
        runs(0, "command=status");
        runs(0, "command=verify");
        runs(0, "command=snapshot", "folder=" + this.folder.resolve("db/snapshot"));
        runs(0, "command=snapshot", "folder=" + this.folder.resolve("replayed"), "from=migrations");
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id bigint);").renamed("3_c.up.sql", "3_d.up.sql");
        runs(0, "command=accept-checksum", "version=1");
        runs(0, "command=accept-rename", "version=3");
        this.files.renamed("3_d.up.sql", "3_c.up.sql");
        runs(0, "command=accept-rename", "version=3");
        Sql.execute(this.planted.careful(), ROW + "(9, 'orphan')");
        runs(0, "command=forget", "version=9");
        runs(0, "command=rollback", "count=2");
        runs(0, "command=rollback", "to=1");
        assertThat(this.planted.hasGained()).isFalse();
    }

    @Test
    void noAdoptionCallsThem() {
        Sql.execute(
                this.planted.careful(),
                "CREATE TABLE public.goose_db_version (id int PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,"
                        + " version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now())",
                "INSERT INTO public.goose_db_version (version_id, is_applied) VALUES (0, true), (1, true)",
                "CREATE TABLE public.by_dbmate (version varchar PRIMARY KEY)",
                "INSERT INTO public.by_dbmate VALUES ('1')",
                "CREATE TABLE public.by_golang (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO public.by_golang VALUES (1, false)",
                "CREATE TABLE public.flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),"
                        + " description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL,"
                        + " checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),"
                        + " execution_time int NOT NULL, success boolean NOT NULL)",
                "INSERT INTO public.flyway_schema_history VALUES (1, '1', 'a', 'BASELINE', 'a', NULL, 'x', now(), 1, true)");
        runs(1, "command=migrate");
        adopts("goose", "goose_db_version");
        adopts("dbmate", "by_dbmate");
        adopts("golang-migrate", "by_golang");
        adopts("flyway", "flyway_schema_history");
        runs(0, "command=adopt", "table=by_number", "baseline-version=1");
        assertThat(this.planted.hasGained()).isFalse();
    }

    private void adopts(String tool, String table) {
        String[] legacy = {"legacy.tool=" + tool, "legacy.table=" + table};
        String tracker = "table=" + tool.replace('-', '_');
        runs(0, "command=adopt", "dry-run=true", tracker, legacy[0], legacy[1]);
        runs(0, "command=adopt", tracker, legacy[0], legacy[1]);
    }

    @Configuration(proxyBeanMethods = false)
    // The driver's metadata query for Hibernate has a bare operator.
    @AutoConfiguredWithoutJpa
    static class Application {}

    @Test
    void noStartAndNoEndpointCallsThem() throws IOException {
        runs(0, "command=snapshot", "folder=" + this.folder.resolve("db/snapshot"), "from=migrations");
        URL[] classPath = {this.folder.toUri().toURL()};
        for (String mode : List.of("migrate", "verify", "wait", "off")) {
            Map<String, Object> properties = properties();
            properties.put("applied-set.mode", mode);
            try (URLClassLoader classes =
                            new URLClassLoader(classPath, getClass().getClassLoader());
                    ConfigurableApplicationContext context = new SpringApplicationBuilder(
                                    new DefaultResourceLoader(classes), Application.class)
                            .web(WebApplicationType.NONE)
                            .properties("management.endpoints.web.exposure.include=migrations")
                            .run(properties.entrySet().stream()
                                    .flatMap(
                                            property -> Stream.of("--" + property.getKey() + "=" + property.getValue()))
                                    .toArray(String[]::new))) {
                MigrationsEndpoint endpoint = context.getBean(MigrationsEndpoint.class);

                assertThat(endpoint.migrations().contexts()).isNotEmpty();
                assertThat(endpoint.migration("1", null)).isNotNull();
                assertThat(endpoint.migration("drift", null)).asString().contains("status=drift");
                assertThat(context.getBean(MigrationsHealthIndicator.class)
                                .health()
                                .getStatus())
                        .isEqualTo(Status.UP);
            }
            nothingWasCalledBy(mode);
        }
        assertThat(this.planted.hasGained()).isFalse();
    }
}
