package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was applied last does not rest on the clocks of servers. */
class OrderOfApplicationTests extends MigratorTestSupport {

    private void write(int... versions) {
        for (int version : versions) {
            this.files
                    .with(version + "_t.up.sql", "CREATE TABLE public.t" + version + " (id int);")
                    .with(version + "_t.down.sql", "DROP TABLE public.t" + version + ";");
        }
    }

    private List<String> wouldUndo(TestDatabase database, int count) {
        return migrator(database).build().previewRollback(count).stream()
                .map(Step::version)
                .map(Object::toString)
                .toList();
    }

    /** As after a failover to a server whose clock is behind, or after the clock was set back. */
    @ParameterizedTest
    @ValueSource(strings = {"now() + interval '1 day'", "'9999-12-31 23:59:59.999999+00'"})
    void rowOfAnotherClockIsFollowedByTheNextOne(String time, TestDatabase database) {
        write(5);
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET applied_at = " + time);
        write(1, 2);

        migrate(database);

        assertThat(wouldUndo(database, 3)).containsExactly("2", "1", "5");
        assertThat(database.query("SELECT version FROM public.applied_migrations ORDER BY applied_at, version"))
                .containsExactly("5", "1", "2");
        assertThat(migrator(database).build().status().applied())
                .extracting(applied -> applied.words())
                .containsExactly("applied, late", "applied, late", "applied");
    }

    @Test
    void ordinaryRowHasTheTimeOfTheServer(TestDatabase database) {
        write(1, 2);

        migrate(database);

        assertThat(database.query("SELECT count(*) FROM public.applied_migrations WHERE applied_at"
                        + " BETWEEN now() - interval '1 minute' AND now()"))
                .containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"infinity", "294276-12-31 23:59:59.999999+00"})
    void extremeTimestampDoesNotStopTheRun(String time, TestDatabase database) {
        write(1);
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET applied_at = '" + time + "'");
        write(2, 3);

        migrate(database);

        assertThat(wouldUndo(database, 3)).containsExactly("1", "3", "2");
    }

    @Test
    void rowsOfSeveralMigratorsOfOneTableAreOneOrder(TestDatabase database) {
        write(1, 2, 3);
        Migrator odd = migrator(database)
                .only(migration -> migration.version().value() % 2 == 1)
                .build();
        odd.migrate();
        database.execute("UPDATE public.applied_migrations SET applied_at = applied_at + interval '1 hour'");

        migrate(database);

        assertThat(wouldUndo(database, 1)).containsExactly("2");
    }

    @Test
    void migrationWithoutATransactionIsInThatOrderToo(TestDatabase database) {
        write(1);
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET applied_at = applied_at + interval '1 hour'");
        this.files
                .with("2_i.up.sql", "CREATE INDEX CONCURRENTLY i ON public.t1 (id);")
                .with("2_i.down.sql", "DROP INDEX public.i;");

        migrate(database);

        assertThat(wouldUndo(database, 2)).containsExactly("2", "1");
    }

    /** With 10,000 files, looking through the rows before each takes longer than all else. */
    @Test
    void onlyTheFirstRowOfARunLooksThroughAllOthers(TestDatabase database) {
        write(1, 2, 3);
        RecordingDataSource recording = new RecordingDataSource(database.dataSource());

        migrator(database).dataSource(recording).build().migrate();

        assertThat(recording.statements().stream()
                        .filter(sql -> sql.startsWith("INSERT INTO public.applied_migrations "))
                        .map(insert -> scans(database, insert)))
                .containsExactly(true, false, false);
    }

    /** Whether it would look through the rows that are there now, to write one more. */
    private static boolean scans(TestDatabase database, String insert) {
        List<String> plan =
                database.query("EXPLAIN (ANALYZE, COSTS OFF) " + insert.replaceFirst("SELECT \\d+", "SELECT 9"));
        database.execute("DELETE FROM public.applied_migrations WHERE version = 9");
        return plan.stream().noneMatch(line -> line.contains("never executed"));
    }

    @Test
    void clockMayBeSetBackWhileARunGoesOn(TestDatabase database) {
        write(1, 2, 3);
        MigrationListener setBack = new MigrationListener() {
            @Override
            public void beforeMigration(Target target, Migration migration) {
                if (migration.version().value() == 2) {
                    database.execute("UPDATE public.applied_migrations SET applied_at = now() + interval '1 day'");
                }
            }
        };

        migrator(database).listeners(List.of(setBack)).build().migrate();

        assertThat(wouldUndo(database, 3)).containsExactly("3", "2", "1");
        assertThat(database.query("SELECT count(*) FROM public.applied_migrations WHERE applied_at > now()"))
                .containsExactly("3");
    }

    @Test
    void adoptedRowsWithOneTimeAreInTheOrderOfTheirVersions(TestDatabase database) {
        write(1, 2, 3);
        migrator(database).baselineVersion(2L).build().migrate();

        assertThat(wouldUndo(database, 3)).containsExactly("3", "2", "1");
    }
}
