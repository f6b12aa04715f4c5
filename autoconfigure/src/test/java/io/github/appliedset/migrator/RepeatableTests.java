package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.Migrations;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RepeatableTests extends MigratorTestSupport {

    private static final String VIEW = "CREATE OR REPLACE VIEW public.active AS SELECT id FROM public.users;\n";
    private static final String VIEW_2 =
            "CREATE OR REPLACE VIEW public.active AS SELECT id FROM public.users WHERE id > 0;\n";

    private static List<String> repeated(MigrationReport report) {
        return report.repeated().stream().map(done -> done.migration().name()).toList();
    }

    private static List<String> history(TestDatabase database) {
        return database.query("SELECT name || ' ' || coalesce(array_to_string(objects, '+'), '?')"
                + " FROM public.applied_migrations_repeatable ORDER BY seq");
    }

    private RepeatableTests users() {
        this.files.with("1_users.up.sql", "CREATE TABLE public.users (id int, mail text);");
        return this;
    }

    private MigrationReport migrate(TestDatabase database, String release) {
        return migrator(database).release(Instant.parse(release)).build().migrate();
    }

    @ParameterizedTest
    @EnumSource(PipelineMode.class)
    void runsAfterAllVersionsAndAgainWhenItHasChanged(PipelineMode pipeline, TestDatabase database) {
        users();
        this.files.with("views/active.repeatable.sql", VIEW);
        Migrator migrator = migrator(database).pipeline(pipeline).build();

        MigrationReport first = migrator.migrate();
        MigrationReport second = migrator.migrate();
        this.files.with("views/active.repeatable.sql", VIEW_2);
        MigrationReport third = migrator.migrate();

        assertThat(labels(first)).containsExactly("1_users");
        assertThat(repeated(first)).containsExactly("active");
        assertThat(repeated(second)).isEmpty();
        assertThat(repeated(third)).containsExactly("active");
        assertThat(history(database)).containsExactly("active view public.active", "active view public.active");
        assertThat(database.query("SELECT checksum FROM public.applied_migrations_repeatable ORDER BY seq"))
                .containsExactly(
                        Migrations.checksum(VIEW).hex(),
                        Migrations.checksum(VIEW_2).hex());
        assertThat(database.query("SELECT column_name || ' ' || data_type || ' ' || is_nullable FROM"
                        + " information_schema.columns WHERE table_name = 'applied_migrations_repeatable'"
                        + " ORDER BY ordinal_position"))
                .containsExactly(
                        "seq bigint NO",
                        "name text NO",
                        "applied_at timestamp with time zone NO",
                        "checksum text YES",
                        "release timestamp with time zone YES",
                        "objects ARRAY YES");
    }

    @Test
    void withNothingToDoTheRunTakesNoLockAndWritesNothing(TestDatabase database) {
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database);
        RecordingDataSource recording = new RecordingDataSource(database.dataSource());

        MigrationReport report =
                migrator(database).dataSource(recording).build().migrate();

        assertThat(report.repeated()).isEmpty();
        assertThat(recording.connections()).isEqualTo(1);
        assertThat(recording.statements()).hasSize(2).noneMatch(sql -> sql.contains("advisory"));
    }

    @Test
    void notesTheObjectsThatAFileMakes(TestDatabase database) {
        users();
        this.files.with("all.repeatable.sql", """
                CREATE OR REPLACE FUNCTION public.one(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
                CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                DROP TRIGGER IF EXISTS touched ON public.users;
                CREATE TRIGGER touched BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch();
                DO $$ BEGIN CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS a; EXCEPTION WHEN duplicate_table THEN NULL; END $$;
                CREATE OR REPLACE VIEW public.active AS SELECT id FROM public.users;
                CREATE TEMPORARY VIEW mine AS SELECT 1;
                INSERT INTO public.users VALUES (1);
                """);

        migrate(database);

        assertThat(history(database))
                .containsExactly("all function public.one(integer,pg_catalog.text)+function public.touch()"
                        + "+materialized view public.m+trigger touched on public.users+view public.active");
        assertThat(repeated(migrate(database))).isEmpty();
    }

    @Test
    void fileWhoseObjectsAVersionDroppedRunsAgain(TestDatabase database) {
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database);
        this.files.with("2_wider.up.sql", """
                DROP VIEW public.active;
                ALTER TABLE public.users ALTER COLUMN id TYPE bigint;""");

        MigrationReport report = migrate(database);

        assertThat(repeated(report)).containsExactly("active");
        assertThat(database.query("SELECT pg_typeof(id) FROM (SELECT (SELECT id FROM public.active) AS id) x"))
                .containsExactly("bigint");
    }

    @Test
    void fileWhoseObjectsAnotherOneDroppedRunsAgain(TestDatabase database) {
        users();
        this.files
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT * FROM public.b")
                .with(
                        "b.repeatable.sql",
                        "DROP VIEW IF EXISTS public.b CASCADE; CREATE VIEW public.b AS SELECT 1 AS x");
        this.files.with(
                "a.repeatable.sql",
                "-- applied-set: after=b\nCREATE OR REPLACE VIEW public.a AS SELECT * FROM public.b");
        assertThat(repeated(migrate(database))).containsExactly("b", "a");
        this.files.with(
                "b.repeatable.sql", "DROP VIEW IF EXISTS public.b CASCADE; CREATE VIEW public.b AS SELECT 2 AS x");

        assertThat(repeated(migrate(database))).containsExactly("b", "a");
        assertThat(database.query("SELECT x FROM public.a")).containsExactly("2");
    }

    @Test
    void filesThatDropEachOthersObjectsEnd(TestDatabase database, CapturedOutput output) {
        this.files
                .with("a.repeatable.sql", "DROP VIEW IF EXISTS public.b, public.a; CREATE VIEW public.a AS SELECT 1")
                .with("b.repeatable.sql", "DROP VIEW IF EXISTS public.b, public.a; CREATE VIEW public.b AS SELECT 1");

        MigrationReport report = migrate(database);

        assertThat(repeated(report)).containsExactly("a", "b", "a", "b");
        assertThat(output).contains("a has run twice, but another repeatable migration has dropped its objects again");
    }

    @Test
    void versionRepeatsAFileInItsOwnTransaction(TestDatabase database) {
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database);
        this.files
                .with("2_wider.up.sql", """
                -- applied-set: repeats=active
                DROP VIEW public.active;
                CREATE TABLE public.another (id int);
                ALTER TABLE public.users ALTER COLUMN id TYPE bigint;""")
                .with("3_fails.up.sql", "SELECT 1 / count(*) FROM public.active; SELECT nothing");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.description()).contains("division by zero");
        assertThat(database.applied()).containsExactly("1_users", "2_wider");
        assertThat(history(database)).containsExactly("active view public.active", "active view public.active");
    }

    /** The current content is that of a second release; the first one gets a version that drops what it has made. */
    private void hotfixOfTheFirstRelease(TestDatabase database) {
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database, "2026-01-01T00:00:00Z");
        this.files.with("active.repeatable.sql", VIEW_2);
        migrate(database, "2026-01-02T00:00:00Z");
        this.files.with("active.repeatable.sql", VIEW).with("2_wider.up.sql", """
                -- applied-set: repeats=active
                DROP VIEW IF EXISTS public.active;
                ALTER TABLE public.users ALTER COLUMN id TYPE bigint;""");
    }

    @Test
    void versionDoesNotBringOldContentBack(TestDatabase database) {
        hotfixOfTheFirstRelease(database);

        MigrationFailedException refusal =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database, "2026-01-01T00:00:00Z"));

        assertThat(refusal.description())
                .contains("Migration 2_wider failed and was rolled back.")
                .contains("so these would be gone: view public.active")
                .contains("this release is 2026-01-01T00:00:00Z")
                .contains("--applied-set.command=repeat --applied-set.name=active");
        assertThat(refusal.action()).contains("Apply this version with the release that has the current content");
        assertThat(refusal.reference().anchor()).isEqualTo("superseded-repeatable");
        assertThat(database.applied()).containsExactly("1_users");
        assertThat(history(database)).hasSize(2);
        assertThat(migrator(database)
                        .release(Instant.parse("2026-01-01T00:00:00Z"))
                        .build()
                        .dryRun()
                        .attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED));

        this.files.with("active.repeatable.sql", VIEW_2);
        assertThat(labels(migrate(database, "2026-01-02T00:00:00Z"))).containsExactly("2_wider");
        assertThat(history(database)).hasSize(3);
    }

    @Test
    void operatorDecidesWhichContentAVersionRepeats(TestDatabase database) {
        hotfixOfTheFirstRelease(database);
        Migrator hotfix = migrator(database)
                .release(Instant.parse("2026-01-01T00:00:00Z"))
                .build();

        hotfix.repeat("active");

        assertThat(labels(hotfix.migrate())).containsExactly("2_wider");
        assertThat(history(database)).hasSize(4);
    }

    @Test
    void oldContentIsNotMissedWhereNothingIsDropped(TestDatabase database, CapturedOutput output) {
        hotfixOfTheFirstRelease(database);
        this.files.with("2_wider.up.sql", "-- applied-set: repeats=active\nSELECT 1;");

        assertThat(labels(migrate(database, "2026-01-01T00:00:00Z"))).containsExactly("2_wider");
        assertThat(history(database)).hasSize(2);
        assertThat(output).contains("Migration 2_wider runs without repeating active");
    }

    @Test
    void versionsWithoutFilesForbidOnlyOtherContent(TestDatabase database) {
        users();
        this.files.with("9_newer.up.sql", "SELECT 1;").with("active.repeatable.sql", VIEW_2);
        migrate(database);
        this.files
                .without("9_newer.up.sql")
                .with("active.repeatable.sql", VIEW)
                .with("2_wider.up.sql", "-- applied-set: repeats=active\nDROP VIEW public.active;");
        MigrationFailedException refusal =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));
        assertThat(refusal.description()).contains("applied versions have no file here");

        this.files.with("active.repeatable.sql", VIEW_2);
        assertThat(labels(migrate(database))).containsExactly("2_wider");
        assertThat(history(database)).containsExactly("active view public.active", "active view public.active");
    }

    @Test
    void withOrphansNothingThatAVersionDropsIsPostponed(TestDatabase database) {
        String phone = "CREATE OR REPLACE VIEW public.active AS SELECT phone FROM public.users;";
        users();
        this.files
                .with("9_newer.up.sql", "ALTER TABLE public.users ADD COLUMN phone text;")
                .with("active.repeatable.sql", phone);
        migrate(database);
        this.files
                .without("9_newer.up.sql")
                .with("2_again.up.sql", """
                -- applied-set: repeats=active
                DROP VIEW public.active;
                ALTER TABLE public.users DROP phone;""")
                .with("3_phone.up.sql", "ALTER TABLE public.users ADD phone text;");

        MigrationFailedException refusal =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(refusal.description()).contains("Migration 2_again failed and was rolled back.");
        assertThat(database.applied()).containsExactly("1_users", "9_newer");
        assertThat(database.query("SELECT 1 FROM pg_views WHERE viewname = 'active'"))
                .hasSize(1);
    }

    @Test
    void postponedRepetitionBringsNoOldContentBackEither(TestDatabase database) {
        hotfixOfTheFirstRelease(database);
        this.files
                .with("2_wider.up.sql", "-- applied-set: repeats=a,active\nDROP VIEW public.active;")
                .with("3_phone.up.sql", "ALTER TABLE public.users ADD phone text;")
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT phone FROM public.users;");

        MigrationFailedException refusal =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database, "2026-01-01T00:00:00Z"));

        assertThat(refusal.description()).contains("so these would be gone: view public.active");
        assertThat(database.applied()).containsExactly("1_users");
    }

    @Test
    void failureOfARepeatedFileNamesItAndUndoesTheVersion(TestDatabase database) {
        users();
        this.files
                .with("active.repeatable.sql", "\nSELECT nothing FROM public.users")
                .with("2_b.up.sql", "-- applied-set: repeats=active\nCREATE TABLE public.b (id int);");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.description())
                .contains("Migration 2_b failed and was rolled back.")
                .contains("active.repeatable.sql, line 2, column 8, repeated at the end:")
                .contains("column \"nothing\" does not exist");
        assertThat(database.applied()).containsExactly("1_users");
    }

    @Test
    void oldVersionRepeatsAFileThatNeedsALaterOne(TestDatabase database, CapturedOutput output) {
        users();
        this.files
                .with("2_b.up.sql", "-- applied-set: repeats=active\nSELECT 1;")
                .with("3_phone.up.sql", "ALTER TABLE public.users ADD phone text;")
                .with(
                        "active.repeatable.sql",
                        "CREATE OR REPLACE VIEW public.active AS SELECT phone FROM public.users");

        MigrationReport report = migrate(database);

        assertThat(labels(report)).containsExactly("1_users", "2_b", "3_phone");
        assertThat(repeated(report)).containsExactly("active");
        assertThat(output).contains("Migration 2_b is tried without repeating active, which runs after all versions");
    }

    @Test
    void selectAndInsertAreEnough(TestDatabase database) {
        String role = "low_" + database.name();
        database.executeAsSuperuser("CREATE ROLE " + role + " LOGIN PASSWORD 'low'");
        this.files.with("1_a.up.sql", "SELECT 1;").with("r.repeatable.sql", "SELECT 1;");
        migrate(database);
        database.executeAsSuperuser(
                "GRANT USAGE ON SCHEMA public TO " + role,
                "GRANT SELECT, INSERT ON public.applied_migrations, public.applied_migrations_repeatable TO " + role);
        this.files.with("r.repeatable.sql", "SELECT 2;").with("2_b.up.sql", "-- applied-set: repeats=r\nSELECT 1;");
        try {
            migrator(database)
                    .dataSource(database.dataSource(role, "low"))
                    .build()
                    .migrate();
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + role, "DROP ROLE " + role);
        }

        assertThat(history(database)).hasSize(2);
    }

    @Test
    void contentThatRanBeforeNeedsANewerRelease(TestDatabase database, CapturedOutput output) {
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database, "2026-01-01T00:00:00Z");
        this.files.with("active.repeatable.sql", VIEW_2);
        migrate(database, "2026-01-02T00:00:00Z");
        this.files.with("active.repeatable.sql", VIEW);

        assertThat(repeated(migrate(database, "2026-01-01T00:00:00Z"))).isEmpty();
        assertThat(output)
                .contains(
                        "active was not run: the database has newer content, of release 2026-01-02T00:00:00Z, and this"
                                + " release is 2026-01-01T00:00:00Z")
                .contains("--applied-set.command=repeat --applied-set.name=active");
        assertThat(repeated(migrate(database, "2026-01-02T00:00:00Z"))).isEmpty();
        assertThat(output)
                .contains(
                        "active was not run: its content ran before, and was replaced by that of a release with the same"
                                + " stamp, 2026-01-02T00:00:00Z. If this release");
        assertThat(repeated(migrate(database))).isEmpty();
        assertThat(output).contains("this release has no stamp");
        assertThat(repeated(migrate(database, "2026-01-03T00:00:00Z"))).containsExactly("active");
    }

    @Test
    void newContentOfAnOlderReleaseDoesNotRun(TestDatabase database) {
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database, "2026-01-02T00:00:00Z");
        this.files.with("active.repeatable.sql", VIEW_2);

        assertThat(repeated(migrate(database, "2026-01-01T00:00:00Z"))).isEmpty();
        assertThat(repeated(migrate(database))).containsExactly("active");
    }

    @Test
    void repeatedFileOwnsOnlyItsOwnObjects(TestDatabase database) {
        users();
        this.files
                .with("seed.repeatable.sql", "INSERT INTO public.users (id) VALUES (1);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT id FROM public.users;")
                .with(
                        "w.repeatable.sql",
                        "DROP VIEW IF EXISTS public.w; CREATE VIEW public.w AS SELECT id FROM public.v;")
                .with("2_all.up.sql", """
                        -- applied-set: repeats=v
                        -- applied-set: repeats=w
                        -- applied-set: repeats=seed
                        DO $$ BEGIN CREATE TABLE public.made (id int); EXCEPTION WHEN duplicate_table THEN NULL; END $$;
                        DO $$ BEGIN CREATE VIEW public.w AS SELECT 1 AS id; EXCEPTION WHEN duplicate_table THEN NULL; END $$;""");

        migrate(database);

        assertThat(history(database)).containsExactly("v view public.v", "w view public.w", "seed ");
        database.execute("DROP VIEW public.v CASCADE", "DROP TABLE public.made");
        assertThat(repeated(migrate(database))).containsExactly("v", "w");
        assertThat(database.query("SELECT count(*) FROM public.users")).containsExactly("1");
    }

    @Test
    void repeatRecreatesDroppedObjectsDespiteOrphans(TestDatabase database) {
        users();
        this.files
                .with("9_newer.up.sql", "SELECT 1;")
                .with(
                        "a.repeatable.sql",
                        "DROP VIEW IF EXISTS public.a CASCADE; CREATE VIEW public.a AS SELECT id FROM public.users;")
                .with(
                        "b.repeatable.sql",
                        "-- applied-set: after=a\nCREATE OR REPLACE VIEW public.b AS SELECT id FROM public.a;");
        migrate(database);
        this.files.without("9_newer.up.sql");

        migrator(database).build().repeat("a");

        assertThat(database.query("SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1"))
                .containsExactly("a", "b");
    }

    @Test
    void reportsMissingObjectsDespiteOrphans(TestDatabase database, CapturedOutput output) {
        users();
        this.files.with("9_newer.up.sql", "SELECT 1;").with("active.repeatable.sql", VIEW);
        migrate(database);
        this.files.without("9_newer.up.sql");
        database.execute("DROP VIEW public.active");

        assertThat(repeated(migrate(database))).isEmpty();

        assertThat(output)
                .contains("active was not run, although these are gone: view public.active: applied versions");
    }

    @Test
    void whatIsGoneIsNamedAlsoOfAnOlderRelease(TestDatabase database, CapturedOutput output) {
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database, "2026-01-01T00:00:00Z");
        this.files.with("active.repeatable.sql", VIEW_2);
        migrate(database, "2026-01-02T00:00:00Z");
        this.files.with("active.repeatable.sql", VIEW);
        database.execute("DROP VIEW public.active");

        assertThat(repeated(migrate(database, "2026-01-01T00:00:00Z"))).isEmpty();
        assertThat(output)
                .contains(
                        "active was not run, although these are gone: view public.active: the database had newer content, of"
                                + " release 2026-01-02T00:00:00Z, and this release is 2026-01-01T00:00:00Z");
        assertThat(repeated(migrate(database))).isEmpty();
        assertThat(output)
                .contains(
                        "active was not run, although these are gone: view public.active: its content ran before, and");
    }

    @Test
    void applicationWithOrphansRunsNone(TestDatabase database, CapturedOutput output) {
        users();
        this.files.with("2_b.up.sql", "SELECT 1;").with("active.repeatable.sql", VIEW);
        migrate(database);
        this.files.without("2_b.up.sql").with("active.repeatable.sql", VIEW_2).with("new.repeatable.sql", "SELECT 1");

        assertThat(repeated(migrate(database))).isEmpty();
        assertThat(output)
                .contains("active was not run: applied versions have no file here")
                .contains("new was not run: applied versions have no file here");
    }

    @Test
    void renamedFileIsRecordedAndDoesNotRunAgain(TestDatabase database, CapturedOutput output) {
        users();
        this.files.with("seed.repeatable.sql", "INSERT INTO public.users VALUES (1);");
        migrate(database);
        this.files.renamed("seed.repeatable.sql", "users_seed.repeatable.sql");

        assertThat(repeated(migrate(database))).isEmpty();
        assertThat(repeated(migrate(database))).isEmpty();

        assertThat(database.query("SELECT count(*) FROM public.users")).containsExactly("1");
        assertThat(database.query("SELECT name FROM public.applied_migrations_repeatable ORDER BY seq"))
                .containsExactly("seed", "users_seed");
        assertThat(output)
                .contains("seed has no file any more")
                .contains("--applied-set.command=forget --applied-set.name=seed");
    }

    @Test
    void failureNamesFileAndPlaceAndLeavesNothing(TestDatabase database) {
        users();
        this.files
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT 1")
                .with("b.repeatable.sql", "CREATE TABLE public.left_behind (id int);\nSELECT 1 / 0;")
                .with("c.repeatable.sql", "SELECT 1");

        RepeatableFailedException failure =
                catchThrowableOfType(RepeatableFailedException.class, () -> migrate(database));

        assertThat(failure.description())
                .contains("Repeatable migration b failed and was rolled back.")
                .contains("b.repeatable.sql, line 2, column 1")
                .contains("division by zero (SQLSTATE 22012)")
                .contains("Repeatable migrations applied by this run: a\nNot tried: c");
        assertThat(failure.reference().anchor()).isEqualTo("repeatable-failed");
        assertThat(database.hasTable("public.left_behind")).isFalse();
        assertThat(history(database)).containsExactly("a view public.a");
    }

    @Test
    void suggestsAPendingRepeatableForAMissingObject(TestDatabase database) {
        this.files
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT x FROM public.b")
                .with("b.repeatable.sql", "CREATE OR REPLACE VIEW public.b AS SELECT 1 AS x");

        RepeatableFailedException failure =
                catchThrowableOfType(RepeatableFailedException.class, () -> migrate(database));

        assertThat(failure.action()).contains("-- applied-set: after=b");
    }

    @Test
    void failedReplacementHasARemedy(TestDatabase database, CapturedOutput output) {
        users();
        this.files
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT id, mail FROM public.users")
                .with(
                        "w.repeatable.sql",
                        "CREATE OR REPLACE FUNCTION public.w(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
        migrate(database);
        this.files.with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT mail FROM public.users");

        assertThat(catchThrowableOfType(RepeatableFailedException.class, () -> migrate(database))
                        .action())
                .contains("DROP VIEW IF EXISTS");
        this.files
                .without("v.repeatable.sql")
                .with(
                        "w.repeatable.sql",
                        "CREATE OR REPLACE FUNCTION public.w(b int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
        assertThat(catchThrowableOfType(RepeatableFailedException.class, () -> migrate(database))
                        .action())
                .contains("DROP FUNCTION IF EXISTS");
        this.files.with("w.repeatable.sql", """
                CREATE OR REPLACE FUNCTION public.w(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1'""");
        migrate(database);
        assertThat(output)
                .contains(
                        "w makes a function with the same name as function public.w(integer), with different arguments")
                .contains("42725");
        this.files.with("3_narrow.up.sql", "ALTER TABLE public.users DROP COLUMN mail;");
        assertThat(catchThrowableOfType(MigrationFailedException.class, () -> migrate(database))
                        .action())
                .contains("-- applied-set: repeats=NAME");
    }

    @Test
    void doesNotSuggestRepeatingAnotherRepeatable(TestDatabase database) {
        this.files
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT 1 AS n;")
                .with("b.repeatable.sql", "CREATE OR REPLACE VIEW public.b AS SELECT n FROM public.a;");
        migrate(database);
        this.files.with("a.repeatable.sql", "DROP VIEW IF EXISTS public.a; CREATE VIEW public.a AS SELECT 2 AS m;");

        assertThat(catchThrowableOfType(RepeatableFailedException.class, () -> migrate(database))
                        .action())
                .doesNotContain("repeats=")
                .contains("What a repeatable migration makes is made again");
    }

    @Test
    void callThatTwoFunctionsMatchHasARemedy(TestDatabase database) {
        String replace = "CREATE OR REPLACE FUNCTION public.w(%s) RETURNS int LANGUAGE sql AS 'SELECT 1'";
        this.files.with("w.repeatable.sql", replace.formatted("a int"));
        migrate(database);
        this.files.with("w.repeatable.sql", replace.formatted("a int, b int DEFAULT 1"));
        migrate(database);
        this.files.with("9_call.up.sql", "SELECT public.w(1);");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.description()).contains("(SQLSTATE 42725)");
        assertThat(failure.action())
                .contains("Several functions with that name match the call")
                .contains("DROP FUNCTION IF EXISTS with the types of its arguments");
        this.files.with("9_call.up.sql", "DROP FUNCTION IF EXISTS public.w(int);\nSELECT public.w(1);");
        assertThat(labels(migrate(database))).containsExactly("9_call");
    }

    @Test
    void problemsOfTheFilesAreFoundBeforeAnythingRuns(TestDatabase database) {
        users();
        this.files
                .with("2_b.up.sql", "-- applied-set: repeats=missing\nSELECT 1")
                .with("3_c.up.sql", "-- applied-set: after=active\nSELECT 1")
                .with("4_d.up.sql", "-- applied-set: no-transaction\n-- applied-set: repeats=active\nVACUUM")
                .with("active.repeatable.sql", "-- applied-set: repeats=active\nSELECT 1")
                .with("nothing.repeatable.sql", "-- applied-set: after=,\nSELECT 1")
                .with("other.repeatable.sql", "-- applied-set: colour=red\nSELECT 1");

        InvalidMigrationException failure =
                catchThrowableOfType(InvalidMigrationException.class, () -> migrate(database));

        assertThat(failure.problems()).hasSize(6);
        assertThat(failure.description())
                .contains("2_b.up.sql, line 1, column 1\n")
                .contains("'repeats=missing' names no file: there is no missing.repeatable.sql")
                .contains("'active' is not a migration with its version and its name")
                .contains("the file runs outside a transaction")
                .contains("only the up file of a version repeats a repeatable migration")
                .contains("unknown directive 'after=,'")
                .contains("unknown directive 'colour=red'");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void unknownOrCircularOrderIsRefused(TestDatabase database) {
        this.files
                .with("a.repeatable.sql", "-- applied-set: after=c\nSELECT 1")
                .with("b.repeatable.sql", "-- applied-set: after=a, b\nSELECT 1")
                .with("c.repeatable.sql", "-- applied-set: after=a\nSELECT 1")
                .with("d.repeatable.sql", "-- applied-set: after=nowhere\nSELECT 1");

        InvalidMigrationException failure =
                catchThrowableOfType(InvalidMigrationException.class, () -> migrate(database));

        assertThat(failure.description())
                .contains("'after=nowhere' names no file")
                .contains("closes a circle: a, c");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void runsOutsideATransactionWhereItMust(TestDatabase database, CapturedOutput output) {
        users();
        this.files
                .with("a.repeatable.sql", "VACUUM public.users")
                .with("b.repeatable.sql", "-- applied-set: no-transaction\nVACUUM public.users;\nANALYZE public.users");

        assertThat(repeated(migrate(database))).containsExactly("a", "b");
        assertThat(repeated(migrate(database))).isEmpty();
        assertThat(history(database)).containsExactly("a ?", "b ?");
        assertThat(output).contains("Repeatable migration a runs outside a transaction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SET default_transaction_read_only = on", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
            })
    void fileMayMakeItsSessionReadOnly(String statement, TestDatabase database) {
        users();
        this.files.with("a.repeatable.sql", "-- applied-set: no-transaction\nVACUUM public.users;\n" + statement + ";");

        assertThat(repeated(migrate(database))).containsExactly("a");
        assertThat(repeated(migrate(database))).isEmpty();
        assertThat(history(database)).containsExactly("a ?");
    }

    @Test
    void staysPendingWhileVersionsArePending(TestDatabase database) {
        users();
        this.files.with("2_b.up.sql", "SELECT 1").with("active.repeatable.sql", VIEW);

        MigrationReport upTo = migrator(database).build().migrateTo(1);

        assertThat(upTo.repeated()).isEmpty();
        assertThat(repeated(migrate(database))).containsExactly("active");
    }

    @Test
    void processesThatStartTogetherRunItOnce(TestDatabase database) throws Exception {
        users();
        this.files.with("seed.repeatable.sql", "INSERT INTO public.users VALUES (1);");

        List<MigrationReport> reports =
                Together.run(4, index -> () -> migrator(database).build().migrate());

        assertThat(reports.stream().flatMap(report -> repeated(report).stream()))
                .containsExactly("seed");
        assertThat(database.query("SELECT count(*) FROM public.users")).containsExactly("1");
        assertThat(history(database)).hasSize(1);
    }

    @Test
    void lostConnectionIsReplacedAndTheFileRunsAgain(TestDatabase database, CapturedOutput output) {
        users();
        database.execute("CREATE SEQUENCE public.tries");
        this.files.with("seed.repeatable.sql", """
                INSERT INTO public.users VALUES (1);
                SELECT CASE WHEN nextval('public.tries') = 1 THEN pg_terminate_backend(pg_backend_pid()) END;""");

        assertThat(repeated(migrate(database))).containsExactly("seed");

        assertThat(output)
                .contains("The connection was lost while repeatable migrations ran; reconnecting")
                .contains("Repeatable migration seed was not committed when the connection was lost; it runs again");
        assertThat(database.query("SELECT count(*) FROM public.users")).containsExactly("1");
    }

    @Test
    void tableOfAnUntrustedRoleIsNotWritten(TestDatabase database) {
        String role = database.name() + "_stranger";
        users();
        this.files.with("active.repeatable.sql", VIEW);
        migrate(database);
        database.executeAsSuperuser(
                "CREATE ROLE " + role,
                "ALTER TABLE public.applied_migrations_repeatable OWNER TO " + role,
                "GRANT ALL ON public.applied_migrations_repeatable TO PUBLIC");
        this.files.with("active.repeatable.sql", VIEW_2);

        TrackerException refusal = catchThrowableOfType(TrackerException.class, () -> migrate(database));

        database.executeAsSuperuser("DROP OWNED BY " + role, "DROP ROLE " + role);
        assertThat(refusal.reference().anchor()).isEqualTo("tracker-owner");
        assertThat(refusal).hasMessageContaining("Table public.applied_migrations_repeatable belongs to " + role);
    }

    @Test
    void rolledBackVersionsAreLeftAloneByARun(TestDatabase database) {
        users();
        this.files.with("1_users.down.sql", "DROP TABLE public.users CASCADE").with("active.repeatable.sql", VIEW);
        migrate(database);

        migrator(database).build().rollback(1);

        assertThat(history(database)).hasSize(1);
        MigrationReport again = migrate(database);
        assertThat(labels(again)).containsExactly("1_users");
        assertThat(repeated(again)).containsExactly("active");
    }

    /** The pure model is in RepeatablePlanPropertyTests. */
    @Test
    void everyReleaseEndsOnItsOwnContentInPostgres(TestDatabase database) {
        Random random = new Random(20_260_520);
        List<Integer> contents = new ArrayList<>();
        for (int release = 0; release < 8; release++) {
            contents.add(release > 1 && random.nextBoolean() ? contents.get(random.nextInt(release)) : release);
            startRelease(database, contents, release);
            startRelease(database, contents, random.nextInt(release + 1));
            startRelease(database, contents, release);

            assertThat(database.query("SELECT content FROM public.current"))
                    .as("release %s of %s", release, contents)
                    .containsExactly(contents.get(release).toString());
        }
    }

    private void startRelease(TestDatabase database, List<Integer> contents, int release) {
        this.files.with(
                "current.repeatable.sql",
                "CREATE OR REPLACE VIEW public.current AS SELECT " + contents.get(release) + " AS content");
        migrate(
                database,
                Instant.parse("2026-05-20T10:38:00Z").plusSeconds(release).toString());
    }

    @Test
    void changesOfTheSessionAreNotSeenByTheNext(TestDatabase database) {
        this.files
                .with("a.repeatable.sql", "SET search_path = pg_catalog; SET ROLE NONE; SELECT 1")
                .with("b.repeatable.sql", "CREATE OR REPLACE VIEW here AS SELECT 1");

        migrate(database);

        assertThat(history(database)).containsExactly("a ", "b view public.here");
    }
}
