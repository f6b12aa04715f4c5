package io.github.appliedset.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a start does to a developer's own database after a checkout, and what it leaves. */
@KeepsSessions
class AlignmentTests extends AlignmentTestSupport {

    private TestDatabase database;

    @BeforeEach
    void startFirst(TestDatabase database) {
        this.database = database;
        this.files.with(
                "1_employee.up.sql",
                "CREATE TABLE public.employee (id int PRIMARY KEY, name text);"
                        + " INSERT INTO public.employee VALUES (1, 'Ada'), (2, 'Bo');");
        start(database);
    }

    private void applied(String version, String up, String down) {
        this.files.with(version + ".up.sql", up).with(version + ".down.sql", down);
        start(this.database);
    }

    private void gone(String version) {
        this.files.without(version + ".up.sql").without(version + ".down.sql");
    }

    private String because(AlignmentReport report) {
        assertThat(report.rolledBack()).isEmpty();
        assertThat(report.left()).hasSize(1);
        return report.left().get(0).because();
    }

    @Test
    void downSqlIsKeptWithTheRowAndLeftOutOfSnapshots() {
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;\n");

        assertThat(this.database.query("SELECT concat_ws('|', seq, version, name, down_sql, no_transaction)"
                        + " FROM public.applied_migrations_down ORDER BY seq"))
                .containsExactly("1|1|employee|f", "2|2|phone|ALTER TABLE public.employee DROP phone;\n|f");
        assertThat(this.database.query("SELECT d.checksum = m.checksum FROM public.applied_migrations_down d"
                        + " JOIN public.applied_migrations m USING (version)"))
                .containsExactly("t", "t");
        assertThat(Snapshots.of(developing(this.database))
                        .live()
                        .objects()
                        .keySet()
                        .toString())
                .contains("employee")
                .doesNotContain("applied_migrations");
    }

    @Test
    void editedDownFileIsKeptAtTheNextStart() {
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "SELECT 1/0;");
        this.files.with("2_phone.down.sql", "ALTER TABLE public.employee DROP phone;");
        start(this.database);
        gone("2_phone");

        assertThat(rolledBack(start(this.database))).containsExactly("2_phone");
    }

    @Test
    void rollbackStopsALaterBackfill() {
        String fill = "-- applied-set: batches=public.employee.id\n-- applied-set: batch-size=1\n"
                + "-- applied-set: background\nUPDATE public.employee SET phone = name"
                + " WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint"
                + " AND current_setting('applied_set.batch_to')::bigint;";
        this.files.with("3_fill.up.sql", fill);
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        assertThat(this.database.query("SELECT batches FROM public.applied_migrations_backfill"))
                .containsExactly("1");
        gone("2_phone");
        this.files.without("3_fill.up.sql");

        Alignment alignment = Alignment.of(developing(this.database));

        assertThat(rolledBack(alignment.carryOut(alignment.plan()))).containsExactly("2_phone");
        assertThat(this.database.query("SELECT batches FROM public.applied_migrations_backfill"))
                .isEmpty();
    }

    @Test
    void keptSqlOfAnotherRoleIsNotRun() {
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        gone("2_phone");
        String other = this.database.name() + "_other";
        this.database.executeAsSuperuser(
                "CREATE ROLE " + other,
                "GRANT CREATE, USAGE ON SCHEMA public TO " + other,
                "ALTER TABLE public.applied_migrations_down OWNER TO " + other,
                "GRANT ALL ON public.applied_migrations_down TO " + this.database.username());
        try {
            TrackerException refusal = catchThrowableOfType(TrackerException.class, () -> start(this.database));

            assertThat(refusal).isNotNull();
            assertThat(refusal.reference().anchor()).isEqualTo("tracker-owner");
            assertThat(this.database.applied()).containsExactly("1_employee", "2_phone");
        } finally {
            this.database.executeAsSuperuser("DROP OWNED BY " + other + " CASCADE", "DROP ROLE " + other);
        }
    }

    @Test
    void renumberedRowKeepsItsDownSql() {
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.files.renamed("2_phone.up.sql", "5_phone.up.sql").renamed("2_phone.down.sql", "5_phone.down.sql");

        AlignmentReport report = start(this.database);

        assertThat(report.rolledBack()).isEmpty();
        assertThat(report.renumbered()).singleElement().satisfies(move -> {
            assertThat(move.before().label()).isEqualTo("2_phone");
            assertThat(move.after().label()).isEqualTo("5_phone");
        });
        assertThat(this.database.applied()).containsExactly("1_employee", "5_phone");
        gone("5_phone");
        assertThat(rolledBack(start(this.database))).containsExactly("5_phone");
    }

    @Test
    void exchangedNumbersAndANewNameAreFollowed() {
        applied("2_a", "CREATE TABLE public.a (id int);", "DROP TABLE public.a;");
        applied("3_b", "CREATE TABLE public.b (id int);", "DROP TABLE public.b;");
        applied("4_c", "CREATE TABLE public.c (id int);", "DROP TABLE public.c;");
        this.files
                .renamed("2_a.up.sql", "x")
                .renamed("2_a.down.sql", "y")
                .renamed("3_b.up.sql", "2_b.up.sql")
                .renamed("3_b.down.sql", "2_b.down.sql")
                .renamed("x", "3_a.up.sql")
                .renamed("y", "3_a.down.sql")
                .renamed("4_c.up.sql", "4_d.up.sql")
                .renamed("4_c.down.sql", "4_d.down.sql");

        AlignmentReport report = start(this.database);

        assertThat(report.rolledBack()).isEmpty();
        assertThat(this.database.applied()).containsExactly("1_employee", "2_b", "3_a", "4_d");
        assertThat(this.database.query(
                        "SELECT version || '_' || name FROM public.applied_migrations_down ORDER BY version"))
                .containsExactly("1_employee", "2_b", "3_a", "4_d");
    }

    /** Each would take away or overwrite something that does not come back. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE public.t (id int PRIMARY KEY, v int) | INSERT INTO public.t VALUES (7, 1) | DROP TABLE public.t"
                        + " | public.t: 1 row (id 7)",
                "ALTER TABLE public.employee ADD v int | UPDATE public.employee SET v = id | ALTER TABLE public.employee DROP v"
                        + " | public.employee.v: 2 rows have a value (id 1, 2)",
                "ALTER TABLE public.employee ADD v int DEFAULT 5 | UPDATE public.employee SET v = 6 WHERE id = 1"
                        + " | ALTER TABLE public.employee DROP v | public.employee.v: 1 row has a value (id 1)",
                "ALTER TABLE public.employee ADD v int NOT NULL DEFAULT 0; ALTER TABLE public.employee ALTER v SET DEFAULT 5"
                        + " | DELETE FROM public.employee WHERE id = 2; INSERT INTO public.employee VALUES (2, 'Bo')"
                        + " | ALTER TABLE public.employee DROP v | public.employee.v: 1 row has a value (id 2)",
                "ALTER TABLE public.employee ADD v text; ALTER TABLE public.employee ALTER v SET DEFAULT 'web'"
                        + " | DELETE FROM public.employee WHERE id = 2; INSERT INTO public.employee VALUES (2, 'Bo')"
                        + " | ALTER TABLE public.employee DROP v | public.employee.v: 1 row has a value (id 2)",
                "ALTER TABLE public.employee ADD v boolean DEFAULT false; ALTER TABLE public.employee ALTER v SET DEFAULT true"
                        + " | DELETE FROM public.employee WHERE id = 2; INSERT INTO public.employee VALUES (2, 'Bo')"
                        + " | ALTER TABLE public.employee DROP v | public.employee.v: 1 row has a value (id 2)",
                "SELECT 1 | SELECT 1 | TRUNCATE public.employee | public.employee: 2 rows",
                "SELECT 1 | SELECT 1 | DELETE FROM public.employee WHERE id = 1 | public.employee: 1 row would be deleted",
                "SELECT 1 | SELECT 1 | UPDATE public.employee SET name = 'x' | public.employee: 2 rows would be changed",
                "SELECT 1 | SELECT 1 | ALTER TABLE public.employee ALTER name TYPE varchar(2)"
                        + " | public.employee.name: 2 values would be converted from text to character varying(2) (id 1, 2)",
                "SELECT 1 | SELECT 1 | ALTER TABLE public.employee ALTER name TYPE text USING NULL"
                        + " | public.employee.name: 2 values would be rewritten",
                "SELECT 1 | SELECT 1 | ALTER TABLE public.employee ALTER name TYPE text USING NULL, ADD v int"
                        + " | public.employee.name: 2 values would be rewritten",
                "SELECT 1 | SELECT 1 | ALTER TABLE public.employee ALTER name TYPE text USING NULL, ALTER id TYPE bigint"
                        + " | public.employee.name: 2 values would be rewritten",
                "SELECT 1 | SELECT 1 | ALTER TABLE public.employee ADD v float DEFAULT random(), ALTER name TYPE text USING 'x'"
                        + " | public.employee.name: 2 values would be rewritten",
                "SELECT 1 | SELECT 1 | ALTER TABLE public.employee RENAME name TO n; ALTER TABLE public.employee ALTER n TYPE"
                        + " text USING CASE WHEN id > 1 THEN n END | public.employee.name: 2 values would be rewritten",
                "SELECT 1 | SELECT 1 | ALTER TABLE public.employee ALTER name TYPE text"
                        + " USING CASE name WHEN 'Bo' THEN 'Ada' ELSE 'Bo' END | public.employee: 2 rows would be rewritten",
                "SELECT 1 | SELECT 1 | TRUNCATE public.employee; INSERT INTO public.employee VALUES (1), (2)"
                        + " | public.employee.name: 2 values would be rewritten",
                "SELECT 1 | SELECT 1 | DO $$BEGIN UPDATE public.employee SET name = NULL WHERE id = 2; END$$"
                        + " | public.employee: 1 row would be changed",
                "SELECT 1 | SELECT 1 | CREATE FUNCTION public.f() RETURNS void LANGUAGE sql AS 'DELETE FROM public.employee';"
                        + " SELECT public.f() | public.employee: 2 rows would be deleted",
                "CREATE TABLE public.c (e int REFERENCES public.employee ON DELETE CASCADE) | INSERT INTO public.c VALUES (1)"
                        + " | DELETE FROM public.employee | public.c: 1 row would be deleted",
                "CREATE TABLE public.c (e int REFERENCES public.employee ON DELETE SET NULL) | INSERT INTO public.c VALUES (1)"
                        + " | DELETE FROM public.employee | public.c: 1 row would be changed",
                "CREATE TYPE public.mood AS ENUM ('up') | ALTER TABLE public.employee ADD m public.mood; UPDATE public.employee SET m = 'up'"
                        + " | DROP TYPE public.mood CASCADE"
                        + " | public.employee.m: 2 rows have a value (id 1, 2)",
                "CREATE TYPE public.pair AS (a int, b int) | CREATE TABLE public.p AS SELECT ROW(1, NULL)::public.pair AS p"
                        + " | ALTER TYPE public.pair DROP ATTRIBUTE a"
                        + " | public.p.p: 1 value of type public.pair would lose a",
                "CREATE TYPE public.a AS (x int, y int); CREATE TYPE public.b AS (a public.a)"
                        + " | CREATE TABLE public.p AS SELECT ROW(ROW(1, 2))::public.b AS p"
                        + " | ALTER TYPE public.a DROP ATTRIBUTE x | public.p.p: 1 value of type public.a would lose x",
                "CREATE TYPE public.a AS (x int, y int); CREATE DOMAIN public.d AS public.a; CREATE TABLE public.b (d public.d[])"
                        + " | CREATE TABLE public.p AS SELECT ROW(ARRAY[ROW(1, 2)::public.a::public.d])::public.b AS p"
                        + " | ALTER TYPE public.a DROP ATTRIBUTE x | public.p.p: 1 value of type public.a would lose x",
                "CREATE TABLE public.b (x int, y int) | CREATE TABLE public.p AS SELECT ARRAY[ROW(1, 2)::public.b] AS p"
                        + " | ALTER TABLE public.b DROP y | public.p.p: 1 value of type public.b would lose y",
                "SELECT 1 | SELECT lo_from_bytea(4711, 'x') | SELECT lo_unlink(4711)"
                        + " | large objects: 1 page would be deleted or changed",
                "SELECT 1 | SELECT 1 | DROP SCHEMA other CASCADE | other.t: 1 row"
            })
    void startMeasuresWhatWouldBeLost(String up, String between, String down, String loss) {
        this.database.execute("CREATE SCHEMA other", "CREATE TABLE other.t AS SELECT 1 AS x");
        applied("2_x", up + ";", down + ";");
        this.database.execute(between);
        gone("2_x");

        if (down.contains("varchar(2)")) {
            this.database.execute("UPDATE public.employee SET name = 'Al' WHERE id = 1");
        }
        assertThat(because(start(this.database)))
                .startsWith("it would lose\n    ")
                .contains("\n    " + loss)
                .satisfies(text -> assertThat(text + "\n").contains(loss + "\n"));
        assertThat(this.database.applied()).containsExactly("1_employee", "2_x");
        assertThat(this.database.query("SELECT count(*) FROM public.employee")).containsExactly("2");
    }

    @Test
    void unmeasurableDataCountsAsLost() {
        applied("2_x", "ALTER TABLE public.employee ADD v int;", "ALTER TABLE public.employee DROP v;");
        this.database.execute(
                "ALTER TABLE public.employee ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE public.employee FORCE ROW LEVEL SECURITY");
        gone("2_x");

        assertThat(because(start(this.database)))
                .startsWith("it would lose\n    public.employee.v: cannot be measured: ERROR: ")
                .contains("row-level security");
        assertThat(this.database.applied()).containsExactly("1_employee", "2_x");
    }

    /** The reference needs the index that is dropped outside a transaction. */
    @Test
    void dependentsOfANonTransactionalDropGoFirst() {
        applied("2_mail", "ALTER TABLE public.employee ADD mail text;", "ALTER TABLE public.employee DROP mail;");
        applied("3_index", "CREATE UNIQUE INDEX i ON public.employee (name);", "DROP INDEX CONCURRENTLY public.i;");
        applied(
                "4_later",
                "CREATE VIEW public.v AS SELECT mail FROM public.employee;"
                        + " CREATE TABLE public.r (name text REFERENCES public.employee (name));",
                "DROP VIEW public.v; DROP TABLE public.r;");
        this.files
                .with("2_mail.up.sql", "ALTER TABLE public.employee ADD mail varchar(9);")
                .with(
                        "3_index.up.sql",
                        "CREATE UNIQUE INDEX i ON public.employee (name, id);\n"
                                + "CREATE UNIQUE INDEX n ON public.employee (name);");

        assertThat(rolledBack(start(this.database))).containsExactly("4_later", "3_index", "2_mail");
        assertThat(this.database.applied()).containsExactly("1_employee", "2_mail", "3_index", "4_later");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE public.employee ADD v int NOT NULL DEFAULT 5 | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee ADD v boolean NOT NULL DEFAULT true | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee ADD v char(3) NOT NULL DEFAULT 'a' | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee ADD v inet NOT NULL DEFAULT '10.0.0.1' | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee ADD v text[] NOT NULL DEFAULT '{a,b}' | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee ADD v int DEFAULT 5; ALTER TABLE public.employee ALTER v SET DEFAULT 6"
                        + " | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee ADD v timestamptz NOT NULL DEFAULT now() | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee ADD v int GENERATED ALWAYS AS (id) STORED | ALTER TABLE public.employee DROP v",
                "ALTER TABLE public.employee RENAME name TO v | ALTER TABLE public.employee RENAME v TO name",
                "SELECT 1 | ALTER TABLE public.employee ADD v float DEFAULT random()",
                "SELECT 1 | ALTER TABLE public.employee ALTER name TYPE text USING concat(name), ADD v float DEFAULT random()",
                "ALTER TABLE public.employee SET UNLOGGED | ALTER TABLE public.employee SET LOGGED",
                "ALTER TABLE public.employee ADD v int | ALTER TABLE public.employee ALTER v TYPE text USING 'x'",
                "CREATE TYPE public.pair AS (a int, b int) | ALTER TYPE public.pair DROP ATTRIBUTE a",
                "CREATE VIEW public.v AS SELECT name FROM public.employee | DROP VIEW public.v",
                "CREATE TABLE public.t (id int) | DROP TABLE public.t"
            })
    void restorableDataDoesNotCountAsLost(String up, String down) {
        applied("2_x", up + ";", down + ";");
        gone("2_x");

        assertThat(rolledBack(start(this.database))).containsExactly("2_x");
        assertThat(this.database.query("SELECT name FROM public.employee ORDER BY id"))
                .containsExactly("Ada", "Bo");
    }

    /** PostgreSQL keeps the value for rows that were there, even if there were none. */
    @Test
    void defaultOfRowsThatCameLaterDoesNotCount() {
        this.database.execute("CREATE TABLE public.empty (id int)");
        applied("2_x", "ALTER TABLE public.empty ADD v int DEFAULT 5;", "ALTER TABLE public.empty DROP v;");
        this.database.execute("INSERT INTO public.empty VALUES (1)");
        gone("2_x");

        assertThat(rolledBack(start(this.database))).containsExactly("2_x");
    }

    @Test
    void nothingOlderThanAKeptMigrationIsRolledBack() {
        applied("2_a", "CREATE TABLE public.a (id int);", "DROP TABLE public.a;");
        applied("3_b", "ALTER TABLE public.employee ADD b int;", "ALTER TABLE public.employee DROP b;");
        applied("4_c", "CREATE TABLE public.c (id int);", "DROP TABLE public.c;");
        this.database.execute("UPDATE public.employee SET b = 1 WHERE id = 1");
        gone("2_a");
        gone("3_b");
        gone("4_c");

        AlignmentReport report = start(this.database);

        assertThat(rolledBack(report)).containsExactly("4_c");
        assertThat(report.left())
                .extracting(left -> left.row().label() + ": " + left.because())
                .containsExactly(
                        "3_b: it would lose\n    public.employee.b: 1 row has a value (id 1)",
                        "2_a: 3_b was applied after it and cannot be rolled back");
    }

    @Test
    void withoutDownSqlItStaysAndTheRestIsApplied() {
        this.files.with("2_a.up.sql", "CREATE TABLE public.a (id int);");
        start(this.database);
        this.files.without("2_a.up.sql").with("3_b.up.sql", "CREATE TABLE public.b (id int);");

        assertThat(because(start(this.database))).isEqualTo("no down SQL was kept for it");
        assertThat(this.database.applied()).containsExactly("1_employee", "2_a", "3_b");
    }

    @Test
    void laterMigrationsThatBuildOnItAreAppliedAgain() {
        applied("2_mail", "ALTER TABLE public.employee ADD mail text;", "ALTER TABLE public.employee DROP mail;");
        applied("3_view", "CREATE VIEW public.v AS SELECT mail FROM public.employee;", "DROP VIEW public.v;");
        this.files.with("2_mail.up.sql", "ALTER TABLE public.employee ADD mail varchar(9);");

        AlignmentReport report = start(this.database);

        assertThat(report.rolledBack())
                .extracting(done -> done.row().label() + ": " + done.reason())
                .containsExactly(
                        "3_view: it was applied after one that is rolled back, and is applied again",
                        "2_mail: its file was edited");
        assertThat(this.database.applied()).containsExactly("1_employee", "2_mail", "3_view");
        assertThat(this.database.query("SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                        + " WHERE attrelid = 'public.v'::regclass AND attname = 'mail'"))
                .containsExactly("character varying(9)");
    }

    @Test
    void reportsWhyDownSqlFails() {
        applied("2_a", "CREATE TABLE public.a (id int);", "DROP TABLE public.nowhere;");
        gone("2_a");

        assertThat(because(start(this.database))).contains("its down SQL fails: ", "table \"nowhere\" does not exist");
        assertThat(this.database.hasTable("public.a")).isTrue();
    }

    /** The down SQL of 2 takes an index of 3 with it, without a word. */
    @Test
    void recreatesObjectsThatARollbackDrops() {
        Migrator migrator = developing(this.database.superuser());
        this.files
                .with("2_mail.up.sql", "ALTER TABLE public.employee ADD mail text;")
                .with("2_mail.down.sql", "ALTER TABLE public.employee DROP mail;")
                .with("3_index.up.sql", "CREATE INDEX later_idx ON public.employee (id, mail);")
                .with("3_index.down.sql", "DROP INDEX public.later_idx;");
        this.database.executeAsSuperuser("ALTER TABLE public.applied_migrations OWNER TO postgres");
        Alignment.of(migrator).start();
        migrator.migrate();
        this.files
                .without("2_mail.up.sql")
                .without("2_mail.down.sql")
                .with("3_index.up.sql", "CREATE INDEX later_idx ON public.employee (id, name);");
        this.database.executeAsSuperuser("CREATE TABLE public.by_hand (id int)");
        // As if 3 had been so from the start: only 2 has to go.
        this.database.executeAsSuperuser(
                "DROP INDEX public.later_idx",
                "CREATE INDEX later_idx ON public.employee (id, mail)",
                "UPDATE public.applied_migrations SET checksum = '"
                        + migrator.onDisk().last().orElseThrow().up().checksum() + "' WHERE version = 3",
                "UPDATE public.applied_migrations_down SET checksum = '"
                        + migrator.onDisk().last().orElseThrow().up().checksum() + "' WHERE version = 3");

        AlignmentReport report = Alignment.of(migrator).start();

        assertThat(report.rolledBack())
                .extracting(RolledBack::reason)
                .containsExactly(RolledBack.Reason.IN_THE_WAY, RolledBack.Reason.FILE_GONE);
        assertThat(rolledBack(report)).containsExactly("3_index", "2_mail");
        assertThat(report.notCompared()).isNull();
        migrator.migrate();
        assertThat(this.database.query("SELECT to_regclass('public.later_idx') IS NOT NULL"))
                .containsExactly("t");
        assertThat(this.database.hasTable("public.by_hand")).isTrue();
    }

    private static final String INDEX_OF_WHAT_IS_THERE = """
            DO $$BEGIN
                IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'public.employee'::regclass AND attname = 'mail'
                           AND NOT attisdropped) THEN
                    CREATE INDEX i ON public.employee (id, mail);
                ELSE
                    CREATE INDEX i ON public.employee (id);
                END IF;
            END$$;""";

    /** One with a value stays; above it, a column goes and takes an index along. */
    @Test
    void comparesFileObjectsEvenIfAMigrationIsKept() {
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB");
        applied("2_note", "ALTER TABLE public.employee ADD note text;", "ALTER TABLE public.employee DROP note;");
        applied("3_mail", "ALTER TABLE public.employee ADD mail text;", "ALTER TABLE public.employee DROP mail;");
        applied("4_index", INDEX_OF_WHAT_IS_THERE, "DROP INDEX public.i;");
        this.database.execute("UPDATE public.employee SET note = 'x'");
        gone("2_note");
        gone("3_mail");

        AlignmentReport report = start(this.database);

        assertThat(rolledBack(report)).containsExactly("4_index", "3_mail");
        assertThat(left(report)).containsExactly("2_note");
        assertThat(report.notCompared())
                .startsWith("2_note stays, so only the objects of the files were compared; the rollbacks also dropped ")
                .contains("mail")
                .endsWith(", and it is unknown whether all of that was theirs");
        assertThat(this.database.query("SELECT pg_get_indexdef('public.i'::regclass)"))
                .containsExactly("CREATE INDEX i ON public.employee USING btree (id)");
    }

    @Test
    void doesNotCompareFilesThatNeedAKeptMigration() {
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB");
        applied("2_note", "ALTER TABLE public.employee ADD note text;", "ALTER TABLE public.employee DROP note;");
        applied("3_view", "CREATE VIEW public.v AS SELECT note FROM public.employee;", "DROP VIEW public.v;");
        applied("4_other", "CREATE TABLE public.other (id int);", "DROP TABLE public.other;");
        this.database.execute("UPDATE public.employee SET note = 'x'");
        gone("2_note");
        gone("4_other");

        AlignmentReport report = start(this.database);

        assertThat(rolledBack(report)).containsExactly("4_other");
        assertThat(report.notCompared()).startsWith("without 2_note, which stays, ");
    }

    @Test
    void keepsAMigrationOfAnotherCheckoutUntilAsked(@TempDir Path other) {
        applied("2_a", "CREATE TABLE public.a (id int);", "DROP TABLE public.a;");
        this.database.execute("UPDATE public.applied_migrations_down SET origin = '" + other + " (branch feature)'");
        gone("2_a");

        assertThat(because(start(this.database)))
                .isEqualTo("it was applied from " + other + " (branch feature), which uses this database, too");
        assertThat(rolledBack(Alignment.of(developing(this.database)).plan())).containsExactly("2_a");
    }

    @Test
    void emptyFolderIsAMistakeAndNoCheckout() {
        this.files.without("1_employee.up.sql");

        assertThat(Alignment.of(developing(this.database)).start()).isEqualTo(AlignmentReport.NOTHING);
        assertThat(this.database.applied()).containsExactly("1_employee");
    }

    @Test
    void planChangesNothingAndLimitsLossToWhatWasShown() {
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.database.execute("UPDATE public.employee SET phone = '1' WHERE id = 1");
        gone("2_phone");
        Alignment alignment = Alignment.of(developing(this.database));

        AlignmentReport shown = alignment.plan();
        assertThat(shown.losses())
                .extracting(Loss::toString)
                .containsExactly("public.employee.phone: 1 row has a value (id 1)");
        this.database.execute("UPDATE public.employee SET phone = '2'");

        assertThat(because(alignment.carryOut(shown))).contains("2 rows have a value");
        assertThat(rolledBack(alignment.carryOut(alignment.plan()))).containsExactly("2_phone");
    }

    @Test
    void rowsWithoutAChecksumAndEditsThatAreIgnoredStay() {
        applied("2_a", "CREATE TABLE public.a (id int);", "DROP TABLE public.a;");
        applied("3_b", "CREATE TABLE public.b (id int);", "DROP TABLE public.b;");
        this.database.execute("UPDATE public.applied_migrations SET checksum = NULL WHERE version = 2");
        this.files.renamed("2_a.up.sql", "5_a.up.sql").renamed("2_a.down.sql", "5_a.down.sql");

        AlignmentReport plan = Alignment.of(developing(this.database)).plan();

        assertThat(plan.renumbered()).isEmpty();
        assertThat(left(plan)).containsExactly("2_a");
    }

    @Test
    void databaseWithoutItsMarkIsRefused() {
        this.database.execute("UPDATE public.applied_migrations_developer SET database_oid = database_oid + 1");

        DevelopmentException refusal = catchThrowableOfType(DevelopmentException.class, () -> start(this.database));

        assertThat(refusal.reference().anchor()).isEqualTo("development-not-marked");
        assertThat(refusal.action()).contains("--applied-set.command=align");
        this.files.with("2_a.up.sql", "CREATE TABLE public.a (id int);");
        assertThat(catchThrowableOfType(
                        DevelopmentException.class,
                        () -> developing(this.database).migrate()))
                .as("the engine refuses by itself")
                .isNotNull();
        assertThat(this.database.hasTable("public.a")).isFalse();
    }

    @Test
    void restoredCopyIsNotMarked() {
        String copy = this.database.name() + "_copy";
        this.database.executeAsSuperuser(
                "CREATE DATABASE " + copy + " TEMPLATE " + this.database.name() + " OWNER " + this.database.username());
        try {
            PGSimpleDataSource restored = new PGSimpleDataSource();
            restored.setUrl(this.database.url().replace(this.database.name(), copy));
            restored.setUser(this.database.username());
            restored.setPassword(this.database.password());
            Migrator migrator = developing(restored);

            DevelopmentException refusal = catchThrowableOfType(
                    DevelopmentException.class, () -> Alignment.of(migrator).start());

            assertThat(refusal).isNotNull();
            assertThat(refusal.reference().anchor()).isEqualTo("development-not-marked");
            assertThat(Alignment.of(migrator).plan().marked()).isTrue();
            assertThat(Sql.firstColumn(restored, "SELECT count(*) FROM public.applied_migrations"))
                    .isEqualTo(List.of("1"));
        } finally {
            Sql.execute(this.database.superuser(), "DROP DATABASE " + copy + " WITH (FORCE)");
        }
    }

    /** A review gave it another number and another text. */
    @Test
    void nameAloneIsNoProof() {
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        gone("2_phone");
        this.files
                .with("5_phone.up.sql", "ALTER TABLE public.employee ADD phone varchar;")
                .with("5_phone.down.sql", "ALTER TABLE public.employee DROP phone;");

        AlignmentReport report = start(this.database);

        assertThat(report.renumbered()).isEmpty();
        assertThat(rolledBack(report)).containsExactly("2_phone");
        assertThat(this.database.applied()).containsExactly("1_employee", "5_phone");
    }

    @Test
    void equalContentsFollowTheirNames() {
        applied("2_a", "UPDATE public.employee SET id = id;", "SELECT 1;");
        applied("3_b", "UPDATE public.employee SET id = id;", "SELECT 1;");
        this.files
                .renamed("2_a.up.sql", "5_a.up.sql")
                .renamed("2_a.down.sql", "5_a.down.sql")
                .renamed("3_b.up.sql", "6_b.up.sql")
                .renamed("3_b.down.sql", "6_b.down.sql");

        assertThat(start(this.database).rolledBack()).isEmpty();
        assertThat(this.database.applied()).containsExactly("1_employee", "5_a", "6_b");
    }

    private static Checksum checksum(String text) throws IOException {
        return Checksum.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Somebody has looked at both texts; its number has another file by now. */
    @Test
    void rowMovesToTheFileWithTheSameStatements() throws IOException {
        String text = "ALTER TABLE public.employee ADD phone text;";
        String other = "alter table public.employee add phone text;";
        applied("3_phone", text, "ALTER TABLE public.employee DROP phone;");
        this.database.execute("UPDATE public.employee SET phone = 'x'");
        gone("3_phone");
        this.files
                .with("3_other.up.sql", "CREATE TABLE public.other (id int);")
                .with("7_phone.up.sql", other)
                .with("7_phone.down.sql", "ALTER TABLE public.employee DROP COLUMN phone;");

        Alignment alignment = Alignment.of(developing(this.database)).knowing(Map.of(checksum(text), checksum(other)));
        AlignmentReport report = alignment.carryOut(alignment.plan());

        assertThat(report.rolledBack()).isEmpty();
        assertThat(this.database.applied()).containsExactly("1_employee", "7_phone");
        assertThat(this.database.query(
                        "SELECT version || down_sql FROM public.applied_migrations_down WHERE version > 1"))
                .containsExactly("7ALTER TABLE public.employee DROP COLUMN phone;");
        assertThat(start(this.database).changesNothing()).isTrue();
        assertThat(this.database.applied()).containsExactly("1_employee", "3_other", "7_phone");
        assertThat(this.database.query("SELECT phone FROM public.employee")).containsExactly("x", "x");
    }

    @Test
    void severalRowsWithTheStatementsOfOneFileProveNothing() throws IOException {
        String text = "UPDATE public.employee SET id = id;";
        String other = "update public.employee set id = id;";
        applied("3_a", text, "SELECT 1;");
        applied("4_b", text, "SELECT 1;");
        gone("3_a");
        gone("4_b");
        this.files.with("7_c.up.sql", other);

        AlignmentReport plan = Alignment.of(developing(this.database))
                .knowing(Map.of(checksum(text), checksum(other)))
                .plan();

        assertThat(rolledBack(plan)).containsExactly("4_b", "3_a");
        assertThat(plan.renumbered()).isEmpty();
    }

    /** The kept down SQL and the rows of another tracker in one schema are not ours. */
    @Test
    void anotherTrackerOfTheSchemaIsLeftAlone(@TempDir Path folder) {
        MigrationFolder others = new MigrationFolder(folder)
                .with("2_other.up.sql", "CREATE TABLE public.other (id int);")
                .with("2_other.down.sql", "DROP TABLE public.other;");
        developing(this.database).toBuilder()
                .locations(others.location())
                .table("other_migrations")
                .build()
                .migrate();
        applied("2_a", "CREATE TABLE public.a (id int);", "DROP TABLE public.a;");
        gone("2_a");

        assertThat(rolledBack(start(this.database))).containsExactly("2_a");

        assertThat(this.database.hasTable("public.other")).isTrue();
        assertThat(this.database.query("SELECT version || name FROM public.other_migrations_down"))
                .containsExactly("2other");
        assertThat(this.database.query("SELECT version FROM public.applied_migrations_down"))
                .containsExactly("1");
    }

    /** It has begun outside a transaction, with the number that it had. */
    @Test
    void unfinishedMigrationKeepsItsNumber() {
        applied(
                "2_a",
                "CREATE TABLE public.a (id int);",
                "-- applied-set: no-transaction\nDROP TABLE public.a;\nDROP TABLE public.nowhere;");
        catchThrowableOfType(
                MigrationException.class, () -> developing(this.database).rollback(1));
        this.files.renamed("2_a.up.sql", "5_a.up.sql").renamed("2_a.down.sql", "5_a.down.sql");

        DevelopmentException refusal = catchThrowableOfType(DevelopmentException.class, () -> start(this.database));

        assertThat(refusal.description())
                .contains("2_a has another number on disk now, but it has started outside a transaction");
        assertThat(this.database.applied()).containsExactly("1_employee", "2_a");
    }

    private record MakesATable(long version, String name) implements JavaMigration {

        @Override
        public void migrate(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE public.code (id int)");
            }
        }
    }

    /** Its class is gone, so it cannot be undone. */
    @Test
    void migrationInJavaWhoseClassIsGoneStays() {
        developing(this.database).toBuilder()
                .javaMigrations(List.of(new MakesATable(2, "code")))
                .build()
                .migrate();
        this.files.with("3_b.up.sql", "CREATE TABLE public.b (id int);");

        assertThat(because(start(this.database))).isEqualTo("no down SQL was kept for it");
        assertThat(this.database.applied()).containsExactly("1_employee", "2_code", "3_b");
    }

    /** What its file made is still there when the file is gone; nobody has said how to undo it. */
    @Test
    void repeatableOfAnotherBranchIsNotUndone() {
        this.files.with("names.repeatable.sql", "CREATE VIEW public.names AS SELECT name FROM public.employee;");
        start(this.database);
        this.files.without("names.repeatable.sql");

        AlignmentReport report = start(this.database);

        assertThat(report.changesNothing()).isTrue();
        assertThat(report.left()).isEmpty();
        assertThat(this.database.query("SELECT name FROM public.names ORDER BY name"))
                .containsExactly("Ada", "Bo");
    }

    private String columnsOf(String view) {
        return this.database
                .query(
                        "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = to_regclass('"
                                + view + "') AND attnum > 0")
                .get(0);
    }

    private List<String> due() {
        return Alignment.of(developing(this.database)).plan().due().stream()
                .map(RepeatableState::label)
                .toList();
    }

    /** Also where PostgreSQL cannot put the former view in the place of the later one. */
    @ParameterizedTest
    @ValueSource(strings = {"CREATE OR REPLACE VIEW", "CREATE VIEW"})
    void repeatableFollowsTheCheckout(String create) {
        this.files.with("names.repeatable.sql", create + " public.names AS SELECT name FROM public.employee;");
        start(this.database);
        this.files.with("names.repeatable.sql", create + " public.names AS SELECT name, id FROM public.employee;");
        start(this.database);
        assertThat(columnsOf("public.names")).isEqualTo("name,id");
        this.files.with("names.repeatable.sql", create + " public.names AS SELECT name FROM public.employee;");

        assertThat(due()).containsExactly("names");
        start(this.database);

        assertThat(columnsOf("public.names")).isEqualTo("name");
        assertThat(due()).isEmpty();
    }

    @Test
    void replacedViewThatOthersReadFollows() {
        this.files
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT name, id FROM public.employee;")
                .with("b.repeatable.sql", "CREATE OR REPLACE VIEW public.b AS SELECT name FROM public.a;");
        start(this.database);
        this.files.with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT name FROM public.employee;");

        start(this.database);

        assertThat(columnsOf("public.a")).isEqualTo("name");
        assertThat(columnsOf("public.b")).isEqualTo("name");
    }

    /** The other branch has renamed the file, and changed what it makes. */
    @Test
    void viewThatAFileOfAnotherNameReplacedFollows() {
        this.files.with(
                "names.repeatable.sql", "CREATE OR REPLACE VIEW public.names AS SELECT name FROM public.employee;");
        start(this.database);
        this.files
                .without("names.repeatable.sql")
                .with(
                        "people.repeatable.sql",
                        "CREATE OR REPLACE VIEW public.names AS SELECT name, id FROM public.employee;");
        start(this.database);
        this.files
                .without("people.repeatable.sql")
                .with(
                        "names.repeatable.sql",
                        "CREATE OR REPLACE VIEW public.names AS SELECT name FROM public.employee;");

        start(this.database);

        assertThat(columnsOf("public.names")).isEqualTo("name");
        assertThat(due()).isEmpty();
    }

    @Test
    void keptMigrationDoesNotBlockRepeatables() {
        this.files
                .with("2_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("names.repeatable.sql", "CREATE VIEW public.names AS SELECT name FROM public.employee;");
        start(this.database);
        this.files
                .without("2_a.up.sql")
                .with(
                        "names.repeatable.sql",
                        "CREATE OR REPLACE VIEW public.names AS SELECT name, id FROM public.employee;");

        assertThat(left(start(this.database))).containsExactly("2_a");

        assertThat(columnsOf("public.names")).isEqualTo("name,id");
    }

    /** They hold no rows, and run again. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE public.employee ADD phone text | ALTER TABLE public.employee DROP phone",
                "ALTER TABLE public.employee ADD phone varchar(9) | ALTER TABLE public.employee DROP phone",
                "ALTER TABLE public.employee ADD phone text; ALTER TABLE public.employee ALTER phone TYPE varchar(9)"
                        + " | ALTER TABLE public.employee ALTER phone TYPE text; ALTER TABLE public.employee DROP phone"
            })
    void viewsOfRepeatablesAreNotInTheWay(String up, String down) {
        this.files
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT name, phone FROM public.employee;")
                .with("b.repeatable.sql", "CREATE OR REPLACE VIEW public.b AS SELECT name, phone FROM public.a;");
        applied("2_phone", up + ";", down + ";");
        gone("2_phone");
        this.files
                .without("b.repeatable.sql")
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT name FROM public.employee;");

        assertThat(due()).containsExactly("a");
        assertThat(columnsOf("public.b")).as("a plan changes nothing").isEqualTo("name,phone");
        assertThat(rolledBack(start(this.database))).containsExactly("2_phone");

        assertThat(columnsOf("public.a")).isEqualTo("name");
        assertThat(columnsOf("public.b")).isNull();
        this.files
                .with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT name, phone FROM public.employee;")
                .with("b.repeatable.sql", "CREATE OR REPLACE VIEW public.b AS SELECT name, phone FROM public.a;");
        applied("2_phone", up + ";", down + ";");
        assertThat(columnsOf("public.b")).isEqualTo("name,phone");
    }

    /** A view that no file has made is somebody's own. */
    @Test
    void viewsOfOthersStayInTheWay() {
        this.files.with("a.repeatable.sql", "CREATE VIEW public.a AS SELECT name, phone FROM public.employee;");
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.database.execute("CREATE VIEW public.own AS SELECT phone FROM public.employee");
        gone("2_phone");

        assertThat(because(start(this.database)))
                .startsWith("its down SQL fails: ")
                .contains("own depends on column phone");
        assertThat(columnsOf("public.a")).isEqualTo("name,phone");
    }

    @Test
    void viewsComeBackWhereSomethingWouldBeLost() {
        this.files.with("a.repeatable.sql", "CREATE VIEW public.a AS SELECT name, phone FROM public.employee;");
        applied("2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.database.execute("UPDATE public.employee SET phone = '1' WHERE id = 1");
        gone("2_phone");

        assertThat(because(start(this.database)))
                .isEqualTo("it would lose\n    public.employee.phone: 1 row has a value (id 1)");
        assertThat(columnsOf("public.a")).isEqualTo("name,phone");
    }
}
