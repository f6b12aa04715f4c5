package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.ChangedMigration;
import io.github.appliedset.migration.MigrationConflict.NoMigrationOnDisk;
import io.github.appliedset.migration.MigrationConflict.OrphanMigration;
import io.github.appliedset.migration.MigrationConflict.RenamedMigration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.MigrationRun;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.Migrations;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class MigratorTests extends MigratorTestSupport {

    @Test
    void appliesAndRecordsPendingMigrationsInAscendingOrder(TestDatabase database) {
        String sql = "CREATE TABLE public.users (id bigint PRIMARY KEY);\n";
        this.files
                .with("10_add_phone.up.sql", "ALTER TABLE public.users ADD phone text;")
                .with("9_create_users.up.sql", sql);

        MigrationReport report = migrate(database);

        assertThat(labels(report)).containsExactly("9_create_users", "10_add_phone");
        assertThat(database.applied()).containsExactly("9_create_users", "10_add_phone");
        assertThat(database.query("SELECT checksum FROM public.applied_migrations WHERE version = 9"))
                .containsExactly(Migrations.checksum(sql).hex());
        assertThat(database.query("SELECT now() - applied_at < interval '1 minute' FROM public.applied_migrations"))
                .containsOnly("t");
    }

    @Test
    void lateMigrationIsAppliedExactlyOnce(TestDatabase database, CapturedOutput output) {
        database.execute("CREATE TABLE public.effects (version int)");
        for (int version : new int[] {101, 102, 104}) {
            this.files.with(version + "_x.up.sql", "INSERT INTO public.effects VALUES (" + version + ")");
        }
        migrate(database);
        this.files.with("103_late.up.sql", "INSERT INTO public.effects VALUES (103)");

        MigrationReport report = migrate(database);
        MigrationReport again = migrate(database);

        assertThat(labels(report)).containsExactly("103_late");
        assertThat(again.applied()).isEmpty();
        assertThat(database.query("SELECT version FROM public.effects ORDER BY version"))
                .containsExactly("101", "102", "103", "104");
        assertThat(output).contains("Applied 103_late in ").contains("late: 104_x was applied before it");
    }

    @Test
    void nothingToDoTakesOneConnectionAndOneQueryAndNothingElse(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 2;");
        migrate(database);
        RecordingDataSource recording = new RecordingDataSource(database.dataSource());

        MigrationReport report =
                migrator(database).dataSource(recording).build().migrate();

        assertThat(report.applied()).isEmpty();
        assertThat(recording.connections()).isEqualTo(1);
        assertThat(recording.statements())
                .singleElement()
                .asString()
                .contains("t.version, t.name, t.applied_at, t.checksum", "FROM public.applied_migrations TABLESAMPLE");
        assertThat(recording.commitsAndRollbacks()).isZero();
    }

    @Test
    void restoresTheConnectionIfNothingIsPending(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        RecordingDataSource recording = new RecordingDataSource(database.dataSource(), false);

        migrator(database).dataSource(recording).build().migrate();

        assertThat(recording.autoCommitWhenClosed()).containsExactly(false);
    }

    @Test
    void worksWithAPoolThatDoesNotCommitByItself(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);").with("2_b.up.sql", "SET TimeZone = 'UTC';");

        migrator(database)
                .dataSource(new RecordingDataSource(database.dataSource(), false))
                .build()
                .migrate();

        assertThat(database.applied()).containsExactly("1_a", "2_b");
        assertThat(database.hasTable("public.a")).isTrue();
    }

    @Test
    void existingObjectsMayBeRecordedWithoutRunning(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        database.execute("CREATE TABLE public.a (id int)");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("already exists")
                .withMessageContaining("applied-set.baseline-version, see docs/how-to/adopt-by-hand.md");

        migrator(database).baselineVersion(1L).build().migrate();
        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void failedMigrationEndsTheRunAndLeavesNothingBehind(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with(
                        "2_b.up.sql",
                        "CREATE TABLE public.b (id int);\nINSERT INTO public.a\n  VALUES (1, 2);\nSELECT 1;")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);")
                .with("4_d.up.sql", "SELECT 1;");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.migration().label()).isEqualTo("2_b");
        assertThat(failure.applied()).extracting(Migration::label).containsExactly("1_a");
        assertThat(failure.notTried()).extracting(Migration::label).containsExactly("3_c", "4_d");
        assertThat(failure.details().sqlState()).isEqualTo("42601");
        assertThat(failure.details().line()).isEqualTo(3);
        assertThat(failure.details().column()).isEqualTo(14);
        assertThat(failure)
                .hasMessageContaining("INSERT has more expressions than target columns")
                .hasMessageContaining("/2_b.up.sql, line 3, column 14");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(database.hasTable("public.b")).isFalse();
        assertThat(database.hasTable("public.c")).isFalse();
    }

    @Test
    void errorWithoutAPositionNamesTheLineOfItsStatement(TestDatabase database) {
        this.files.with(
                "1_a.up.sql", "CREATE TABLE public.a (id int);\n\n/* again */\n  CREATE TABLE public.a (id int);");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.details().line()).isEqualTo(4);
        assertThat(failure.details().column()).isEqualTo(3);
        assertThat(failure.details().statement()).startsWith("CREATE TABLE");
    }

    @Test
    void correctedMigrationIsAppliedByTheNextRun(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT wrong;");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        this.files.with("1_a.up.sql", "SELECT 1;");

        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void constraintThatFailsAtCommitIsTheMigrationsFailure(TestDatabase database) {
        this.files.with("1_a.up.sql", """
                CREATE TABLE public.a (id int PRIMARY KEY);
                CREATE TABLE public.b (a int REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);
                INSERT INTO public.b VALUES (1);
                """);

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.details().sqlState()).isEqualTo("23503");
        assertThat(failure).hasMessageContaining("At commit").hasMessageContaining("rolled back");
        assertThat(database.hasTable("public.b")).isFalse();
    }

    @Test
    void transactionControlIsRefusedBeforeAnythingRuns(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);\nCOMMIT;\nSELECT 1;")
                .with("3_c.up.sql", "SELECT 1;\n ROLLBACK;");

        InvalidMigrationException failure =
                catchThrowableOfType(InvalidMigrationException.class, () -> migrate(database));

        assertThat(failure.problems()).hasSize(2);
        assertThat(failure)
                .hasMessageContaining("2_b.up.sql, line 2, column 1")
                .hasMessageContaining("3_c.up.sql, line 2, column 2");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void everyFileThatCannotRunIsReportedAtOnce(TestDatabase database) throws Exception {
        Files.createSymbolicLink(this.files.path().resolve("1_gone.up.sql"), Path.of("/nowhere.sql"));
        this.files
                .with("2_latin.up.sql", "-- \u00e9".getBytes(StandardCharsets.ISO_8859_1))
                .with("3_quote.up.sql", "SELECT 'x");

        InvalidMigrationException failure =
                catchThrowableOfType(InvalidMigrationException.class, () -> migrate(database));

        assertThat(failure.problems()).hasSize(3);
    }

    @Test
    void pairsOfBeginAndCommitAreDroppedAndTheLogSaysSo(TestDatabase database) throws Exception {
        this.files
                .with("1_a.up.sql", "BEGIN;\nCREATE TABLE public.a (id int);\nCOMMIT;\n")
                .with("2_b.up.sql", """
                        CREATE TYPE public.colour AS ENUM ('red', 'blue');
                        CREATE TABLE public.thing (id int PRIMARY KEY, c public.colour, old text);
                        BEGIN;
                        CREATE TYPE public.colour_new AS ENUM ('red', 'green');
                        ALTER TABLE public.thing ALTER COLUMN c TYPE public.colour_new USING c::text::public.colour_new;
                        ALTER TYPE public.colour RENAME TO colour_old;
                        ALTER TYPE public.colour_new RENAME TO colour;
                        DROP TYPE public.colour_old;
                        COMMIT;

                        START TRANSACTION;
                        ALTER TABLE public.thing DROP COLUMN old;
                        END WORK;
                        """);

        try (LogLines log = new LogLines(MigrationRun.class.getName())) {
            assertThat(labels(migrate(database))).containsExactly("1_a", "2_b");

            assertThat(log.soFar())
                    .contains(
                            "Migration 1_a: 1 pair of BEGIN and COMMIT dropped, because one transaction holds the whole file",
                            "Migration 2_b: 2 pairs of BEGIN and COMMIT dropped, because one transaction holds the whole"
                                    + " file");
        }
        assertThat(database.query("SELECT unnest(enum_range(NULL::public.colour))"))
                .containsExactly("red", "green");
    }

    @Test
    void fileWithDroppedPairsIsRolledBackAsAWhole(TestDatabase database) {
        this.files.with(
                "1_a.up.sql", "BEGIN;\nCREATE TABLE public.a (id int);\nCOMMIT;\nBEGIN;\nSELECT wrong;\nCOMMIT;\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("line 5, column 8");
        assertThat(database.hasTable("public.a")).isFalse();
    }

    @Test
    void rowsOfACopyToStdoutAreDiscarded(TestDatabase database) {
        this.files
                .with("1_a.up.sql", """
                        CREATE TABLE public.t (id int);
                        INSERT INTO public.t SELECT generate_series(1, 5000);
                        COPY public.t TO STDOUT;
                        COPY (SELECT id FROM public.t) TO STDOUT WITH CSV HEADER;
                        COPY public.t FROM STDIN;
                        0
                        \\.
                        """)
                .with(
                        "2_b.up.sql",
                        "-- applied-set: no-transaction\nCOPY public.t TO STDOUT;\nCOPY wrong TO STDOUT;\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("line 3, column 1")
                .withMessageContaining("\"wrong\" does not exist");
        assertThat(database.query("SELECT min(id) FROM public.t")).containsExactly("0");
    }

    @Test
    void functionNamedBeginDoesNotHideTheNextStatement(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE FUNCTION public.begin(x int) RETURNS int LANGUAGE sql AS 'SELECT x';\n"
                        + "CREATE FUNCTION begin(x text) RETURNS int BEGIN ATOMIC SELECT 1 AS end; SELECT 2 end; END;\n"
                        + "CREATE TABLE public.after_begin (id int);\n");

        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.hasTable("public.after_begin")).isTrue();
    }

    @Test
    void everyKindOfTextIsSentAsItIs(TestDatabase database) {
        this.files.with("1_a.up.sql", """
                CREATE TABLE public.a (note text, doc jsonb);
                INSERT INTO public.a VALUES ('it''s; {fn now()} ?', '{"k": 1}');
                CREATE FUNCTION public.f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
                CREATE FUNCTION public.g() RETURNS int AS $g$ BEGIN RETURN 3; END; $g$ LANGUAGE plpgsql;
                INSERT INTO public.a SELECT E'a\\nb', doc FROM public.a WHERE doc ? 'k' AND public.f() + public.g() = 5;
                COPY public.a (note) FROM stdin;
                copied; really
                \\.
                INSERT INTO public.a VALUES ('{fn now()}');
                """);

        migrate(database);

        assertThat(database.query("SELECT note FROM public.a"))
                .containsExactly("it's; {fn now()} ?", "a\nb", "copied; really", "{fn now()}");
    }

    @Test
    void outputOfPgDumpIsAMigrationAsItIs(TestDatabase database) {
        this.files.with("1_as_it_was.up.sql", """
                --
                -- PostgreSQL database dump
                --

                \\restrict cP2z

                SET statement_timeout = 0;
                SET lock_timeout = 0;
                SET idle_in_transaction_session_timeout = 0;
                SET client_encoding = 'UTF8';
                SET standard_conforming_strings = on;
                SELECT pg_catalog.set_config('search_path', '', false);
                SET check_function_bodies = false;
                SET xmloption = content;
                SET client_min_messages = warning;
                SET row_security = off;
                SET default_tablespace = '';
                SET default_table_access_method = heap;

                CREATE TABLE public.books (id bigint NOT NULL);
                ALTER TABLE ONLY public.books ADD CONSTRAINT books_pkey PRIMARY KEY (id);

                \\unrestrict cP2z
                """).with("2_next.up.sql", "ALTER TABLE books ADD isbn text;");

        assertThat(labels(migrate(database))).containsExactly("1_as_it_was", "2_next");
    }

    @Test
    void queriesOfAMigrationRunToTheirEnd(TestDatabase database) {
        this.files.with(
                "1_a.up.sql", "CREATE SEQUENCE public.s; SELECT nextval('public.s') FROM generate_series(1, 5000);");

        migrate(database);

        assertThat(database.query("SELECT last_value FROM public.s")).containsExactly("5000");
    }

    @Test
    void fileWithoutAStatementIsRecordedWithAWarning(TestDatabase database, CapturedOutput output) {
        this.files.with("1_empty.up.sql", "").with("2_comment.up.sql", "-- later\n/* much later */");

        migrate(database);

        assertThat(database.applied()).containsExactly("1_empty", "2_comment");
        assertThat(output)
                .contains("Migration 1_empty has no statements")
                .contains("Migration 2_comment has no statements");
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreFine(TestDatabase database) {
        this.files.with("1_a.up.sql", "\uFEFFCREATE TABLE public.a (id int);\r\n-- end\r\n");
        migrate(database);
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);\n-- end\n");

        assertThat(migrate(database).applied())
                .as("the same content to the checksum")
                .isEmpty();
    }

    @Test
    void malformedBytesAreAnErrorWithFileAndLine(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;\nSELECT 'caf\u00e9';".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("1_a.up.sql, line 2, column 12")
                .withMessageContaining("is not UTF-8");
    }

    @Test
    void fileWithAnUnsettledConflictIsNeitherRunNorRecorded(TestDatabase database) {
        String conflict = "/*\r\n<<<<<<< HEAD\r\nours\r\n||||||| base\r\n=======\r\n>>>>>>> theirs\r\n*/";
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", conflict);
        List<ThrowingCallable> everything = List.of(
                () -> migrate(database),
                () -> migrator(database).build().dryRun(),
                () -> migrator(database).build().verify(),
                () -> migrator(database).build().acceptChecksum(2),
                () -> migrator(database).build().rollback(1));

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("2_b.up.sql, line 2")
                .withMessageContaining("begins a conflict of git");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();

        this.files
                .with("2_b.down.sql", "SELECT 2;")
                .with("2_b.up.sql", "/*\n>>>>>>> \n=======\n<<<<<<< only these */ SELECT 2;");
        migrate(database);
        assertThat(database.applied()).containsExactly("1_a", "2_b");

        this.files.with("2_b.up.sql", conflict).with("2_b.down.sql", conflict);
        assertThat(everything)
                .allSatisfy(each -> assertThatExceptionOfType(InvalidMigrationException.class)
                        .isThrownBy(each)
                        .withMessageContaining("begins a conflict of git"));
    }

    @Test
    void everyFileWithAConflictIsListed(TestDatabase database) {
        String conflict = "<<<<<<< HEAD\nSELECT 1;\n=======\nSELECT 2;\n>>>>>>> theirs\n";
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 2;");
        migrate(database);
        this.files.with("3_c.up.sql", conflict).with("4_d.up.sql", conflict);
        List<ThrowingCallable> toApply = List.of(
                () -> migrate(database),
                () -> migrator(database).build().dryRun(),
                () -> migrator(database).build().verify());

        assertThat(toApply)
                .allSatisfy(each -> assertThatExceptionOfType(InvalidMigrationException.class)
                        .isThrownBy(each)
                        .withMessageContainingAll("2 problems", "3_c.up.sql, line 1", "4_d.up.sql, line 1"));

        this.files.with("1_a.up.sql", conflict).with("2_b.up.sql", conflict);
        List<ThrowingCallable> toCompare = List.of(
                () -> migrate(database),
                () -> migrator(database).build().dryRun(),
                () -> migrator(database).build().verify(),
                () -> migrator(database).build().status());
        assertThat(toCompare)
                .allSatisfy(each -> assertThatExceptionOfType(InvalidMigrationException.class)
                        .isThrownBy(each)
                        .withMessageContainingAll(
                                "4 problems", "1_a.up.sql", "2_b.up.sql", "3_c.up.sql", "4_d.up.sql"));
    }

    @Test
    void conflictBehindAByteOrderMarkIsFound(TestDatabase database) {
        this.files.with("1_a.up.sql", "\uFEFF<<<<<<< HEAD\nSELECT 1;\n=======\nSELECT 2;\n>>>>>>> theirs\n");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrator(database).build().dryRun())
                .withMessageContaining("1_a.up.sql, line 1");
    }

    @Test
    void downFilesAreCheckedBeforeAnythingRuns(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "<<<<<<< HEAD\nSELECT 1;\n=======\nSELECT 2;\n>>>>>>> theirs\n")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);")
                .with("2_b.down.sql", "-- applied-set: no-transactions\nDROP TABLE public.b;")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);")
                .with("3_c.down.sql", "-- applied-set: repeats=c\nDROP TABLE public.c;");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContainingAll(
                        "1_a.down.sql, line 1", "2_b.down.sql, line 1", "'no-transactions'", "3_c.down.sql, line 1");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void errorsInADownFileSurfaceOnlyOnRollback(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;\nROLLBACK;");

        migrate(database);

        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void largeFileIsApplied(TestDatabase database) {
        StringBuilder sql = new StringBuilder("CREATE TABLE public.a (id int, note text);\n");
        for (int id = 0; sql.length() < 50 * 1024 * 1024; id++) {
            sql.append("INSERT INTO public.a VALUES ");
            sql.append(("(" + id + ", '" + "x".repeat(990) + "'),").repeat(50));
            sql.setCharAt(sql.length() - 1, ';');
            sql.append('\n');
        }
        this.files.with("1_seed.up.sql", sql.toString());

        migrate(database);

        assertThat(database.query("SELECT count(*) > 50000 FROM public.a")).containsExactly("t");
        assertThat(migrate(database).applied()).isEmpty();
    }

    @Test
    void tenThousandFilesWithGapsAreOneSet(TestDatabase database) {
        for (int version = 1; version <= 10_000; version++) {
            this.files.with(version + "_x.up.sql", "COMMENT ON COLUMN public.applied_migrations.name IS 'x';");
        }
        database.execute(
                "CREATE TABLE public.applied_migrations (version bigint PRIMARY KEY, name text NOT NULL,"
                        + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text)",
                "INSERT INTO public.applied_migrations (version, name)"
                        + " SELECT v, 'x' FROM generate_series(1, 10000) v WHERE v % 1000 <> 7");

        assertThat(labels(migrate(database)))
                .containsExactly(
                        "7_x", "1007_x", "2007_x", "3007_x", "4007_x", "5007_x", "6007_x", "7007_x", "8007_x",
                        "9007_x");
        assertThat(migrate(database).applied()).isEmpty();
    }

    @Test
    void copyDataKeepEveryCharacter(TestDatabase database) {
        String line = "a".repeat(65_535) + "\uD83D\uDE00" + "b".repeat(70_000);
        this.files.with(
                "1_a.up.sql", "CREATE TABLE public.a (note text);\nCOPY public.a FROM stdin;\n" + line + "\n\\.\n");

        migrate(database);

        assertThat(database.query("SELECT note FROM public.a")).containsExactly(line);
    }

    @Test
    void fileThatIsEditedWhileTheMigrationsRunIsNotRecorded(TestDatabase database) {
        database.execute("CREATE TABLE public.effects (n int)");
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 1; SELECT 2; SELECT 3;");
        var onDisk = new AtomicInteger();
        Migrator migrator = migrator(database)
                .source(() -> VersionSet.of(List.of(
                        Migrations.migration("1_a"),
                        new Migration(
                                MigrationVersion.of(2),
                                "b",
                                new MigrationFile(
                                        "b",
                                        "b",
                                        () -> new ByteArrayInputStream((onDisk.getAndIncrement() == 0
                                                        ? "SELECT 1; SELECT 2; SELECT 3;"
                                                        : "INSERT INTO public.effects VALUES (1);")
                                                .getBytes(StandardCharsets.UTF_8))),
                                null))))
                .build();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(migrator::migrate)
                .withMessageContaining("edited while migrations were running")
                .withMessageStartingWith("1 problem in the migration files. Nothing further was applied.");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(database.query("SELECT n FROM public.effects")).isEmpty();
    }

    @Test
    void renamedMigrationIsRefused(TestDatabase database) {
        this.files.with("98_foo.up.sql", "SELECT 1;");
        migrate(database);
        this.files.renamed("98_foo.up.sql", "98_bar.up.sql").with("99_next.up.sql", "SELECT 1;");

        MigrationConflictException failure =
                catchThrowableOfType(MigrationConflictException.class, () -> migrate(database));

        assertThat(failure.conflicts()).singleElement().isInstanceOf(RenamedMigration.class);
        assertThat(failure).hasMessageContaining("--applied-set.command=accept-rename --applied-set.version=98");
        assertThat(database.applied()).containsExactly("98_foo");
        migrator(database).build().acceptRename(98);
        assertThat(labels(migrate(database))).as("that settles it").containsExactly("99_next");
    }

    @Test
    void editedMigrationIsRefusedByDefault(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("1_a.up.sql", "SELECT 2;").with("2_b.up.sql", "SELECT 3;");

        MigrationConflictException failure =
                catchThrowableOfType(MigrationConflictException.class, () -> migrate(database));
        assertThat(failure.conflicts()).singleElement().isInstanceOf(ChangedMigration.class);
        assertThat(database.applied()).containsExactly("1_a");

        MigrationReport warned =
                migrator(database).checksumMismatch(ConflictPolicy.WARN).build().migrate();
        assertThat(labels(warned)).containsExactly("2_b");
        assertThat(output.toString().split("Migration 1_a was edited", -1))
                .as("warned once")
                .hasSize(2);

        migrator(database).checksumMismatch(ConflictPolicy.IGNORE).build().migrate();
        assertThat(output.toString().split("Migration 1_a was edited", -1))
                .as("not again")
                .hasSize(2);
    }

    @Test
    void rowWithoutAChecksumIsNeverAMismatch(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET checksum = NULL");
        this.files.with("1_a.up.sql", "SELECT 2;");

        assertThat(migrate(database).applied()).isEmpty();
    }

    @Test
    void orphanIsAWarningByDefault(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_newer.up.sql", "SELECT 1;");
        migrate(database);
        this.files.without("2_newer.up.sql");

        assertThat(migrate(database).orphans()).hasSize(1);
        assertThat(output).contains("Migration 2_newer was applied at").contains("has no file");

        MigrationConflictException failure = catchThrowableOfType(
                MigrationConflictException.class,
                () -> migrator(database).orphans(ConflictPolicy.FAIL).build().migrate());
        assertThat(failure.conflicts()).singleElement().isInstanceOf(OrphanMigration.class);
    }

    @Test
    void noFileAtAllIsAnErrorOnceMigrationsAreApplied(TestDatabase database, CapturedOutput output) {
        migrate(database);
        assertThat(output).contains("No migration was found");
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.without("1_a.up.sql");

        MigrationConflictException failure = catchThrowableOfType(
                MigrationConflictException.class,
                () -> migrator(database).orphans(ConflictPolicy.IGNORE).build().migrate());
        assertThat(failure.conflicts()).containsExactly(new NoMigrationOnDisk(1));
    }

    @Test
    void migrationCannotReleaseTheTransactionLock(TestDatabase database) {
        this.files.with("1_a.up.sql", "DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$;");

        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void plannedChangesAreReadWithoutALockAndWithOneQuery(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        RecordingDataSource recording = new RecordingDataSource(database.dataSource());
        Migrator migrator = migrator(database).dataSource(recording).build();

        assertThat(migrator.plan().pending()).hasSize(1);
        assertThat(recording.statements()).hasSize(1);
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void verifyFailsForUnappliedMigrations(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 1;");
        Migrator migrator = migrator(database).build();
        MigrationReport report = migrator.migrate();
        assertThat(migrator.requireApplied(report.onDisk()).applied()).hasSize(2);
        database.execute("DELETE FROM public.applied_migrations WHERE version = 1");

        assertThatExceptionOfType(MigrationConflictException.class)
                .isThrownBy(() -> migrator.requireApplied(report.onDisk()))
                .withMessageContaining("1_a is on disk but not applied");
    }

    @Test
    void settingsOutOfRangeAreRefused(TestDatabase database) {
        assertThatIllegalStateException().isThrownBy(() -> Migrator.builder().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> migrator(database).table("x".repeat(64)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> migrator(database).schema("").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> migrator(database).lockRetries(-1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        migrator(database).lockTimeout(Duration.ofSeconds(-1)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        migrator(database).statementTimeout(Duration.ofDays(25)).build());
    }

    @Test
    void reportTellsHowLongEachMigrationTook(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");

        MigrationReport report = migrate(database);

        assertThat(report.applied().get(0).duration()).isPositive().isLessThanOrEqualTo(report.duration());
    }

    @Test
    void limitBelowAMillisecondIsOneMillisecond(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a AS SELECT current_setting('lock_timeout') AS locks;");

        migrator(database).lockTimeout(Duration.ofNanos(500_000)).build().migrate();

        assertThat(database.query("SELECT locks FROM public.a")).containsExactly("1ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "08P01", "57P01"})
    void errorOfAnotherServerIsNoLostConnection(String code, TestDatabase database, CapturedOutput output) {
        database.execute("CREATE SEQUENCE public.attempts");
        this.files.with(
                "1_a.up.sql",
                "DO $$ BEGIN PERFORM nextval('public.attempts');"
                        + " RAISE EXCEPTION 'could not connect to server' USING ERRCODE = '" + code + "'; END $$;");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("Migration 1_a failed and was rolled back")
                .withMessageContaining("could not connect to server");

        assertThat(database.query("SELECT last_value FROM public.attempts")).containsExactly("1");
        assertThat(output).doesNotContain("The connection was lost");
    }
}
