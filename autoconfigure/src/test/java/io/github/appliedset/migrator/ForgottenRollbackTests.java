package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.run.UnlockedRead;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.TestDatabase;
import org.junit.jupiter.api.Test;

/** A rollback outside a transaction fails half-way, and the operator forgets the migration instead of finishing it. */
class ForgottenRollbackTests extends MigratorTestSupport {

    private static final String CHANGES = "SELECT coalesce(sum(change), 0) FROM public.effects";

    @Test
    void startWarnsUntilItIsFinished(TestDatabase database) {
        rollBackHalfWay(database, "INSERT INTO public.effects VALUES (1);");

        try (LogLines log = new LogLines(UnlockedRead.class.getName())) {
            assertThat(migrate(database).applied()).isEmpty();
            assertThat(log.soFar())
                    .singleElement()
                    .asString()
                    .contains("The rollback of 1_a has stopped at statement 2 of its down file", "missing")
                    .contains("--applied-set.command=rollback", "errors.md#unfinished-migration");
        }
        database.execute("CREATE TABLE public.missing (id int)");
        migrator(database).build().rollback(1);
        try (LogLines log = new LogLines(UnlockedRead.class.getName())) {
            migrate(database);
            assertThat(log.soFar()).isEmpty();
        }
    }

    private void rollBackHalfWayAndForget(TestDatabase database, String up) {
        rollBackHalfWay(database, up);
        migrator(database).build().forget(1);
        assertThat(database.query(CHANGES)).containsExactly("0");
    }

    private void rollBackHalfWay(TestDatabase database, String up) {
        database.execute("CREATE TABLE public.effects (change int)");
        this.files.with("1_a.up.sql", up).with("1_a.down.sql", """
                -- applied-set: no-transaction
                INSERT INTO public.effects VALUES (-1);
                VACUUM public.missing;
                """);
        Migrator migrator = migrator(database).build();
        migrator.migrate();
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrator.rollback(1))
                .withMessageContaining("The next rollback continues with statement 2.");
    }

    @Test
    void nextRollbackOfItBeginsWithTheFirstStatement(TestDatabase database) {
        rollBackHalfWayAndForget(database, "INSERT INTO public.effects VALUES (1);");
        migrate(database);
        database.execute("CREATE TABLE public.missing (id int)");

        migrator(database).build().rollback(1);

        assertThat(database.applied()).isEmpty();
        assertThat(database.query(CHANGES)).containsExactly("0");
    }

    @Test
    void migrationIsAppliedAgainFromTheFirstStatement(TestDatabase database) {
        rollBackHalfWayAndForget(
                database,
                "-- applied-set: no-transaction\nINSERT INTO public.effects VALUES (1);\nVACUUM public.effects;\n");

        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query(CHANGES)).containsExactly("1");
    }
}
