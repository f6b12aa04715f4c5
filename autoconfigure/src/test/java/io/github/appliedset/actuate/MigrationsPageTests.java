package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import io.github.appliedset.tracker.TrackerTable;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint's page: when it is sent, and what is in it. */
@PostgresTest
@KeepsSessions
class MigrationsPageTests {

    static final String BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    private MigrationFolder files;

    @BeforeEach
    void createFolder(@TempDir Path folder) {
        this.files = new MigrationFolder(folder).with("1_create_users.up.sql", "SELECT 1;");
    }

    private EndpointApplication start(TestDatabase database, String... properties) {
        return EndpointApplication.start(database, this.files, properties);
    }

    @Test
    void showsEveryStateWithTimesAndFiles(TestDatabase database) {
        this.files.with("2_b.up.sql", "SELECT 1;").with("5_e.up.sql", "SELECT 1;");
        try (EndpointApplication application = start(database)) {
            database.execute(
                    "UPDATE public.applied_migrations SET applied_at = '2026-05-20T10:38:00.123456Z' WHERE version <> 2",
                    "UPDATE public.applied_migrations SET applied_at = '2026-05-21T08:00:00Z' WHERE version = 2",
                    "INSERT INTO public.applied_migrations VALUES (6, 'of another branch', '2026-05-22T08:00:00Z')");
            this.files.with("9_phone.up.sql", "SELECT 1;");

            String page = application.get("/migrations", BROWSER).body();

            assertThat(page)
                    .contains("<strong>1 migration pending.</strong> 1 applied version without a file.")
                    .contains("<title>Migrations (1 pending)</title>")
                    .contains("<code>public.applied_migrations</code> in application")
                    .contains(">All 5<", ">Applied 3<", ">Late 1<", ">Pending 1<", ">Orphans 1<")
                    .contains(gap(3, 4), gap(7, 8))
                    .contains("<time datetime=\"2026-05-20T10:38:00.123456Z\">2026-05-20 10:38:00 UTC</time>")
                    .contains("9_<wbr>phone.up.sql</code>");
            assertThat(rows(page))
                    .containsExactly("1 applied", "2 applied, late", "5 applied", "6 orphan", "9 pending");
            assertThat(page).containsPattern("class=\"took\">\\d+ ms<");
        }
    }

    private static String gap(int from, int to) {
        return "<li class=\"gap\">gap <span class=\"version\">" + from + "</span>–<wbr><span class=\"version\">" + to
                + "</span></li>";
    }

    private static List<String> rows(String page) {
        return Pattern.compile("<tr role=\"row\" class=\"row ([\\w ]+)\"><th [^>]*>(\\d+)</th>")
                .matcher(page)
                .results()
                .map(row -> row.group(2) + " " + row.group(1).replace(" ", ", "))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "warn"})
    void fileThatDiffersFromItsRowIsShownWithItsRemedy(String policy, TestDatabase database) {
        this.files.with("2_b.up.sql", "SELECT 1;");
        try (EndpointApplication application = start(database, "applied-set.checksum-mismatch=" + policy)) {
            this.files.with("1_create_users.up.sql", "SELECT 2;").renamed("2_b.up.sql", "2_better.up.sql");

            String page = application.get("/migrations", BROWSER).body();

            assertThat(rows(page)).containsExactly("1 edited", "2 renamed");
            assertThat(page)
                    .contains("<title>Migrations (2 differ)</title>")
                    .contains("<strong>2 files differ from their rows.</strong>")
                    .doesNotContain("Everything on disk is applied.")
                    .contains(">Applied 2<", ">Differs 2<")
                    .contains("Migration 1_create_users was edited after it was applied")
                    .contains("--applied-set.command=accept-checksum --applied-set.version=1")
                    .contains("--applied-set.command=accept-rename --applied-set.version=2");
        }
    }

    @Test
    void migrationThatAnotherProcessAppliesIsShown(TestDatabase database) throws Exception {
        try (EndpointApplication application = start(database);
                Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            assertThat(application.get("/migrations", BROWSER).body()).doesNotContain(">Running");
            this.files.with("2_b.up.sql", "SELECT 1;").with("3_c.up.sql", "SELECT 1;");
            statement.execute("SET application_name = 'applied-set 2_b'");
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");

            String page = application.get("/migrations", BROWSER).body();

            assertThat(rows(page)).containsExactly("1 applied", "2 running", "3 pending");
            assertThat(page)
                    .contains("<strong>2 migrations pending.</strong> 2_b is running.")
                    .contains(">Pending 2<", ">Running 1<");
        }
    }

    @Test
    void nothingOfAMigrationIsMarkup(TestDatabase database) {
        try (EndpointApplication application = start(database)) {
            database.execute("INSERT INTO public.applied_migrations VALUES"
                    + " (2, '<script>alert(''1'')</script> & \"x\"', now(), '<b>')");

            assertThat(application.get("/migrations", BROWSER).body())
                    .contains("<bdi>&lt;script&gt;alert(&#39;1&#39;)&lt;/<wbr>script&gt; &amp; &quot;x&quot;</bdi>")
                    .doesNotContain("<script", "<b>");
        }
    }

    @Test
    void policyAllowsItsOwnStyleAndNothingElse(TestDatabase database) throws Exception {
        try (EndpointApplication application = start(database)) {
            String page = application.get("/migrations", BROWSER).body();
            Matcher style =
                    Pattern.compile("<style>(.*)</style>", Pattern.DOTALL).matcher(page);
            assertThat(style.find()).isTrue();
            String hash = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(style.group(1).getBytes(StandardCharsets.UTF_8)));

            assertThat(page)
                    .contains("content=\"default-src 'none'; img-src data:; style-src 'sha256-" + hash
                            + "'; base-uri 'none'; form-action 'none'\"")
                    .doesNotContain("style=\"", "src=", "http://", "https://");
        }
    }

    @Test
    void databaseThatIsDownIsAPageToo() {
        try (EndpointApplication application = EndpointApplication.startWithoutDatabase(this.files)) {
            HttpResponse<String> page = application.get("/migrations", BROWSER);

            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body())
                    .contains("role=\"alert\">Could not connect to the database.")
                    .doesNotContain("Exception", "\tat ", "refused", "localhost");
        }
    }

    @Test
    void reportsThatThereAreNoMigrations(TestDatabase database) throws Exception {
        Files.delete(this.files.path().resolve("1_create_users.up.sql"));
        try (EndpointApplication application = start(database)) {
            assertThat(application.get("/migrations", BROWSER).body())
                    .contains("There are no migrations on disk or in the table.");
        }
    }

    @Test
    void rulerShowsRangesOfManyVersions(TestDatabase database) {
        try (EndpointApplication application = start(database)) {
            database.execute("INSERT INTO public.applied_migrations SELECT v, 'x' FROM generate_series(2, 2000) v"
                    + " WHERE v NOT BETWEEN 700 AND 709");

            assertThat(application.get("/migrations", BROWSER).body())
                    .contains(">2</span>–<wbr><span class=\"version\">699<", gap(700, 709))
                    .contains("<span class=\"count\"> 1291 orphan<")
                    .contains("1989 applied versions without a file", "and 1969 more");
        }
    }

    @Test
    void problemsComeFirstWithTheirCommand(TestDatabase database) {
        this.files.with("2_b.up.sql", "SELECT 1;").with("3_c.up.sql", "SELECT 1;");
        try (EndpointApplication application = start(database)) {
            this.files
                    .with("1_create_users.up.sql", "SELECT 2;")
                    .renamed("2_b.up.sql", "2_better.up.sql")
                    .without("3_c.up.sql")
                    .with("4_d.up.sql", "SELECT 1;");

            String page = application.get("/migrations", BROWSER).body();

            assertThat(page)
                    .containsSubsequence(
                            "1_<wbr>create_<wbr>users is edited",
                            "--applied-set.command=accept-checksum --applied-set.version=1</code>",
                            "2_<wbr>b is renamed",
                            "--applied-set.command=accept-rename --applied-set.version=2</code>",
                            "1 migration pending",
                            "--applied-set.command=migrate</code>",
                            "3_<wbr>c has no file",
                            "--applied-set.command=forget --applied-set.version=3</code>",
                            "class=\"filter",
                            "class=\"ruler\"");
        }
    }

    @Test
    void backfillThatIsPausedDoesNotGoOn(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.users (id bigint PRIMARY KEY, n int)",
                "INSERT INTO public.users SELECT generate_series(1, 5)");
        this.files.with("2_fill.up.sql", """
                        -- applied-set: batches=public.users.id
                        -- applied-set: batch-size=1
                        -- applied-set: pause=1h
                        -- applied-set: background
                        UPDATE public.users SET n = 1
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """).with("3_later.up.sql", "-- applied-set: after=2_fill\nSELECT 1;");
        try (EndpointApplication application = start(database)) {
            assertThat(application.get("/migrations", BROWSER).body())
                    .contains("Everything on disk is applied, or continues in the background.");
            assertThat(application.get("/migrations/2", "").body()).contains("\"backfill\":{\"rows\":");
            assertThat(application.get("/migrations/3", "").body()).contains("\"waitsFor\":[\"2_fill\"]");
            Migrator.builder()
                    .dataSource(database.dataSource())
                    .locations(this.files.location())
                    .build()
                    .pauseBackfill(2);

            assertThat(application.get("/migrations", BROWSER).body())
                    .contains("2_fill is paused: ")
                    .doesNotContain("continues in the background");
        }
    }

    @Test
    void failedTenantIsReportedAtTheTop(TestDatabase database, @TempDir Path folder) {
        MigrationFolder tenants = new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1 / 0;");
        try (EndpointApplication application = start(
                database,
                "applied-set.tenants.schemas-from=SELECT 'tenant_1'",
                "applied-set.tenants.on-failure=warn",
                "applied-set.tenants.locations=" + tenants.location())) {
            assertThat(application.get("/migrations", BROWSER).body())
                    .containsSubsequence("<p class=\"summary\">", "1 tenant is not current.", "class=\"ruler\"")
                    .doesNotContain("Everything on disk is applied");
        }
    }

    @Test
    void commandNamesTheMigratorIfThereAreSeveral(TestDatabase database) {
        try (EndpointApplication application = start(
                database, "applied-set.migrators.shop.schema=shop", "applied-set.migrators.reports.schema=reports")) {
            this.files.with("2_b.up.sql", "SELECT 1;");

            assertThat(application.get("/migrations", BROWSER).body())
                    .contains(
                            "--applied-set.command=migrate --applied-set.migrator=shop</code>",
                            "--applied-set.command=migrate --applied-set.migrator=reports</code>");
        }
    }

    @Test
    void datesAsVersionsHaveNoGaps(TestDatabase database) {
        this.files.with("20241202103000_b.up.sql", "SELECT 1;").with("20250101000000_c.up.sql", "SELECT 1;");
        try (EndpointApplication application = start(database)) {
            assertThat(application.get("/migrations", BROWSER).body())
                    .contains("20241202103000")
                    .doesNotContain("class=\"gap\"");
        }
    }

    @Test
    void failureIsNotUsedAgain(TestDatabase database) {
        try (EndpointApplication application =
                start(database, "management.endpoint.migrations.cache.time-to-live=1h")) {
            this.files.with("bad.sql", "");
            assertThat(application.get("/migrations", "").statusCode()).isEqualTo(503);
            this.files.without("bad.sql");

            assertThat(application.get("/migrations", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void answerIsUsedAgainForItsTimeToLive(TestDatabase database) {
        try (EndpointApplication application =
                start(database, "management.endpoint.migrations.cache.time-to-live=1h")) {
            String json = application.get("/migrations", "").body();
            String page = application.get("/migrations", BROWSER).body();
            database.execute("INSERT INTO public.applied_migrations VALUES (2, 'b')");

            assertThat(application.get("/migrations", "").body()).isEqualTo(json);
            assertThat(application.get("/migrations", BROWSER).body()).isEqualTo(page);
        }
        try (EndpointApplication application = start(database)) {
            application.get("/migrations", "");
            database.execute("INSERT INTO public.applied_migrations VALUES (3, 'of_now')");
            assertThat(application.get("/migrations", "").body()).contains("of_now");
        }
    }
}
