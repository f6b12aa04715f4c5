package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.DryRunReport;
import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Migrations that change the encoding which the server takes their text for: it would be stored as other text. */
@ExtendWith(OutputCaptureExtension.class)
class EncodingTests extends MigratorTestSupport {

    private static final String CHANGE =
            "DO $$ BEGIN PERFORM set_config('client_' || 'encoding', '%s', false); END $$;\n";

    private CapturedOutput output;

    @BeforeEach
    void capture(CapturedOutput output) {
        this.output = output;
    }

    private static void createTable(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.a (name text)",
                "CREATE FUNCTION public.change(encoding text) RETURNS text LANGUAGE sql"
                        + " AS $$ SELECT set_config('client_' || 'encoding', encoding, false) $$");
    }

    @AfterEach
    void isNotTriedAgain() {
        assertThat(this.output).doesNotContain("reconnecting", "retrying", "After the commit");
    }

    private static MigrationFailedException failureOf(ThrowingCallable work) {
        MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class, work);
        assertThat(failure)
                .hasMessageContaining("save the file as UTF-8")
                .hasMessageContaining("Remove the statement that changes the setting");
        return failure;
    }

    private static void isRolledBack(MigrationFailedException failure, TestDatabase database) {
        assertThat(failure).hasMessageContaining("failed and was rolled back");
        assertThat(failure.details().anchor()).isEqualTo("unsupported-setting");
        assertThat(database.query("SELECT 1 FROM public.a")).isEmpty();
        assertThat(database.query("SELECT 1 FROM public.applied_migrations")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', true); END $$",
                "DO $$ BEGIN PERFORM set_config('client_' || 'encoding', 'SJIS', false); END $$",
                "UPDATE pg_settings SET setting = 'LATIN1' WHERE name = 'client_encoding'"
            })
    void statementThatChangesItIsNamedAndNothingAfterItIsRun(String change, TestDatabase database) {
        createTable(database);
        this.files.with(
                "1_a.up.sql",
                "INSERT INTO public.a VALUES ('ä');\n" + change + ";\nINSERT INTO public.a VALUES ('ü');\n");

        MigrationFailedException failure = failureOf(() -> migrate(database));

        assertThat(failure).hasMessageContaining("client_encoding is no longer UTF8");
        assertThat(failure.details().line()).isEqualTo(2);
        isRolledBack(failure, database);
    }

    @Test
    void functionThatChangesItInPassingUndoesTheMigration(TestDatabase database) {
        createTable(database);
        this.files.with(
                "1_a.up.sql",
                "INSERT INTO public.a SELECT public.change('LATIN1');\nINSERT INTO public.a VALUES ('ü');\n");

        MigrationFailedException failure = failureOf(() -> migrate(database));

        assertThat(failure).hasMessageContaining("client_encoding is no longer UTF8");
        assertThat(failure.details().line()).isZero();
        isRolledBack(failure, database);
    }

    @Test
    void blockThatSetsItBackIsTooLate(TestDatabase database) {
        createTable(database);
        this.files.with(
                "1_a.up.sql",
                "SELECT 1;\n" + CHANGE.formatted("LATIN1") + "INSERT INTO public.a VALUES ('ü');\n"
                        + CHANGE.formatted("UTF8"));

        MigrationFailedException failure = failureOf(() -> migrate(database));

        assertThat(failure.details().line()).isEqualTo(2);
        isRolledBack(failure, database);
    }

    @Test
    void otherNamesOfTheSameEncodingChangeNothing(TestDatabase database) {
        createTable(database);
        this.files.with("1_a.up.sql", CHANGE.formatted("utf-8") + "INSERT INTO public.a VALUES ('ü');\n");

        migrate(database);

        assertThat(database.query("SELECT name FROM public.a")).containsExactly("ü");
    }

    /** The driver learns of it with the answer, and ends the connection. */
    @Test
    void statementThatReturnsRowsIsNamedByTheDriver(TestDatabase database) {
        createTable(database);
        this.files.with(
                "1_a.up.sql",
                "INSERT INTO public.a VALUES ('ä');\nSELECT public.change('LATIN1');\nINSERT INTO public.a VALUES ('ü');\n");

        MigrationFailedException failure = failureOf(() -> migrate(database));

        assertThat(failure).hasMessageContaining("client_encoding parameter was changed to LATIN1");
        assertThat(failure.details().line()).isEqualTo(2);
        isRolledBack(failure, database);
    }

    @Test
    void javaMigrationIsRefusedByTheDriver(TestDatabase database) {
        createTable(database);
        JavaMigration java = new JavaMigration() {
            @Override
            public long version() {
                return 1;
            }

            @Override
            public String name() {
                return "java";
            }

            @Override
            public void migrate(Connection connection) throws Exception {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO public.a SELECT public.change('LATIN1')");
                }
            }
        };

        MigrationFailedException failure = failureOf(
                () -> migrator(database).javaMigrations(List.of(java)).build().migrate());

        isRolledBack(failure, database);
    }

    @Test
    void earlierNonTransactionalStatementsStayDone(TestDatabase database) {
        createTable(database);
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: no-transaction\nINSERT INTO public.a VALUES ('ä');\n" + CHANGE.formatted("LATIN1")
                        + "INSERT INTO public.a VALUES ('ü');\n");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure)
                .hasMessageContaining("failed at statement 2 of 3")
                .hasMessageContaining("client_encoding parameter was changed to LATIN1");
        assertThat(database.query("SELECT name FROM public.a")).containsExactly("ä");
        assertThat(database.query("SELECT 1 FROM public.applied_migrations")).isEmpty();
    }

    @Test
    void downFileUndoesNothing(TestDatabase database) {
        createTable(database);
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.b (id int);")
                .with("1_a.down.sql", "DROP TABLE public.b;\n" + CHANGE.formatted("LATIN1"));
        migrate(database);

        MigrationFailedException failure =
                failureOf(() -> migrator(database).build().rollback(1));

        assertThat(failure.details().line()).isEqualTo(2);
        assertThat(failure.details().anchor()).isEqualTo("unsupported-setting");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(database.hasTable("public.b")).isTrue();
    }

    /** The session is reset before the driver hears of it. */
    @Test
    void changeAtCommitDoesNotFailTheRollback(TestDatabase database) {
        createTable(database);
        database.execute(
                "CREATE FUNCTION public.late() RETURNS trigger LANGUAGE plpgsql"
                        + " AS $$ BEGIN PERFORM public.change('LATIN1'); RETURN NULL; END $$",
                "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON public.a DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW EXECUTE FUNCTION public.late()");
        this.files.with("1_a.up.sql", "SELECT 1;").with("1_a.down.sql", "INSERT INTO public.a VALUES ('ä');");
        migrate(database);

        assertThat(migrator(database).build().rollback(1).rolledBack()).hasSize(1);

        assertThat(database.query("SELECT name FROM public.a")).containsExactly("ä");
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void dryRunReportsItAndSkipsTheOthers(TestDatabase database) {
        createTable(database);
        this.files.with("1_a.up.sql", "SELECT public.change('LATIN1');").with("2_b.up.sql", "SELECT 1;");

        DryRunReport report = migrator(database).build().dryRun();

        assertThat(report.attempts())
                .extracting(DryRunReport.Attempt::outcome)
                .containsExactly(Outcome.FAILED, Outcome.NOT_TRIED);
        assertThat(report.attempts().get(1).reason()).contains("ended the connection");
    }
}
