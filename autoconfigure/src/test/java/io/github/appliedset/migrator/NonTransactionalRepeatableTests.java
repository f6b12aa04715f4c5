package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.support.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class NonTransactionalRepeatableTests extends MigratorTestSupport {

    private static final String NO_TRANSACTION = "-- applied-set: no-transaction\n";
    private static final String INDEXES =
            "SELECT indisvalid FROM pg_index WHERE indrelid = to_regclass('public.t') ORDER BY 1";

    private static List<String> repeated(MigrationReport report) {
        return report.repeated().stream().map(done -> done.migration().name()).toList();
    }

    private RepeatableFailedException fails(TestDatabase database) {
        return catchThrowableOfType(RepeatableFailedException.class, () -> migrate(database));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u ON public.t (c)",
                NO_TRANSACTION + "SELECT 1;\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u ON public.t (c)",
                "CREATE UNIQUE INDEX CONCURRENTLY u ON public.t (c)",
                "CREATE UNIQUE INDEX CONCURRENTLY ON public.t (c)",
            })
    void invalidIndexIsBuiltAgain(String file, TestDatabase database) {
        database.execute("CREATE TABLE public.t (c int)", "INSERT INTO public.t VALUES (1), (1)");
        this.files.with("idx.repeatable.sql", file);

        assertThat(fails(database)).hasMessageContaining("duplicated");
        assertThat(database.query(INDEXES)).containsExactly("f");
        database.execute("DELETE FROM public.t");

        assertThat(repeated(migrate(database))).containsExactly("idx");
        assertThat(database.query(INDEXES)).containsExactly("t");
    }

    @Test
    void failureReportsWhatIsKept(TestDatabase database) {
        database.execute("CREATE TABLE public.t (c int)");
        this.files.with("seed.repeatable.sql", NO_TRANSACTION + """
                INSERT INTO public.t VALUES (1);
                BEGIN;
                INSERT INTO public.t VALUES (2);
                SELECT wrong;
                COMMIT;""");

        assertThat(fails(database))
                .hasMessageContaining("failed at statement 2 of 2, outside a transaction. Earlier statements are kept."
                        + " The next start runs all of it again.");
        assertThat(database.query("SELECT c FROM public.t")).containsExactly("1");
        assertThat(database.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .containsExactly("0");
    }

    @Test
    void statementsThatAreCommittedAreNotRetried(TestDatabase database) {
        database.execute("CREATE TABLE public.t (c int)", "CREATE SEQUENCE public.tries");
        this.files.with("seed.repeatable.sql", NO_TRANSACTION + """
                INSERT INTO public.t VALUES (1);
                DO $$ BEGIN
                  IF nextval('public.tries') = 1 THEN RAISE EXCEPTION 'locked' USING ERRCODE = '55P03'; END IF;
                END $$;""");

        assertThat(fails(database)).hasMessageContaining("failed at statement 2 of 2");
        assertThat(database.query("SELECT c FROM public.t")).containsExactly("1");
    }

    @Test
    void firstStatementIsRetried(TestDatabase database) {
        database.execute("CREATE SEQUENCE public.tries", """
                CREATE FUNCTION public.locked() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
                  IF nextval('public.tries') = 1 THEN RAISE EXCEPTION 'locked' USING ERRCODE = '55P03'; END IF;
                END $$""");
        this.files.with("seed.repeatable.sql", NO_TRANSACTION + "SELECT public.locked();\nVACUUM;");

        assertThat(repeated(migrate(database))).containsExactly("seed");
        assertThat(database.query("SELECT last_value FROM public.tries")).containsExactly("2");
    }

    @Test
    void fileMayDiscardItsSession(TestDatabase database) {
        this.files.with("clean.repeatable.sql", NO_TRANSACTION + "DISCARD ALL;\nSELECT 1;");

        assertThat(repeated(migrate(database))).containsExactly("clean");
        assertThat(repeated(migrate(database))).isEmpty();
    }

    @Test
    void rowThatCannotBeWrittenComesAfterTheLastStatement(TestDatabase database) {
        this.files.with(
                "drop.repeatable.sql",
                NO_TRANSACTION + "SELECT 1;\nDROP TABLE public.applied_migrations_repeatable CASCADE;");

        assertThat(fails(database))
                .hasMessageContaining("failed after its last statement, outside a transaction. Its statements are kept."
                        + " The next start runs all of it again.");
    }

    @Test
    void rowOfAVersionComesAfterItsLastStatement(TestDatabase database) {
        this.files.with("1_a.up.sql", NO_TRANSACTION + """
                SELECT 1;
                CREATE FUNCTION public.discard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER discard BEFORE INSERT ON public.applied_migrations
                FOR EACH ROW EXECUTE FUNCTION public.discard();""");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining(
                        "failed after its last statement, outside a transaction. Its statements are kept."
                                + " The next start does what is left.");
        database.execute("DROP TRIGGER discard ON public.applied_migrations");
        assertThat(labels(migrate(database))).containsExactly("1_a");
    }
}
