package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The action of an error about privileges lists what is missing, for the role that lacks it, and it helps. */
class MissingPrivilegeTests extends MigratorTestSupport {

    private String role;

    @BeforeEach
    void createRole(TestDatabase database) {
        this.role = "low_" + database.name();
        database.executeAsSuperuser("CREATE ROLE " + this.role + " LOGIN PASSWORD 'low'");
        this.files.with("1_a.up.sql", "SELECT 1;").with("1_a.down.sql", "SELECT 1;");
    }

    private Migrator asRole(TestDatabase database) {
        return Migrator.builder()
                .dataSource(database.dataSource(this.role, "low"))
                .locations(this.files.location())
                .build();
    }

    private static List<String> grantsOf(TrackerException failure) {
        return failure.action().lines().skip(1).map(String::strip).toList();
    }

    private void lacks(TestDatabase database, Consumer<Migrator> work, String... grants) {
        TrackerException failure = catchThrowableOfType(TrackerException.class, () -> work.accept(asRole(database)));

        assertThat(failure).hasMessageContaining("User " + this.role + " lacks a privilege on the tracker table");
        assertThat(grantsOf(failure)).containsExactly(grants);
        database.executeAsSuperuser(grants);
        work.accept(asRole(database));
    }

    private void mayReadAndInsert(TestDatabase database) {
        migrate(database);
        database.executeAsSuperuser(
                "GRANT USAGE ON SCHEMA public TO " + this.role,
                "GRANT SELECT, INSERT ON public.applied_migrations TO " + this.role);
    }

    @Test
    void forgetNeedsDelete(TestDatabase database) {
        mayReadAndInsert(database);

        lacks(
                database,
                migrator -> migrator.forget(1),
                "GRANT DELETE ON public.applied_migrations TO " + this.role + ";");
    }

    @Test
    void acceptNeedsUpdate(TestDatabase database) {
        mayReadAndInsert(database);
        database.execute("UPDATE public.applied_migrations SET name = 'b', checksum = 'c'");

        lacks(
                database,
                migrator -> migrator.acceptRename(1),
                "GRANT UPDATE ON public.applied_migrations TO " + this.role + ";");
        database.executeAsSuperuser("REVOKE UPDATE ON public.applied_migrations FROM " + this.role);
        lacks(
                database,
                migrator -> migrator.acceptChecksum(1),
                "GRANT UPDATE ON public.applied_migrations TO " + this.role + ";");
    }

    @Test
    void readingNeedsSelectAndNothingElse(TestDatabase database) {
        migrate(database);
        database.executeAsSuperuser("GRANT USAGE ON SCHEMA public TO " + this.role);

        lacks(database, Migrator::plan, "GRANT SELECT ON public.applied_migrations TO " + this.role + ";");
    }

    @Test
    void readingWithRepeatablesOnDiskNeedsTheirTable(TestDatabase database) {
        this.files.with("v.repeatable.sql", "SELECT 1;");
        mayReadAndInsert(database);

        lacks(database, Migrator::verify, "GRANT SELECT ON public.applied_migrations_repeatable TO " + this.role + ";");
    }

    @Test
    void defaultPrivilegesOfThePageCoverTablesCreatedLater(TestDatabase database) {
        HowToPage.named("migrate-in-a-job.md")
                .blocks("sql")
                .forEach(sql -> database.execute(sql.replace("application", this.role)));
        this.files.with("v.repeatable.sql", "SELECT 1;");
        fillInTheBackground(database);

        migrate(database);

        assertThat(asRole(database).verify().pending()).hasSize(1);
    }

    private void fillInTheBackground(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.t (id bigint PRIMARY KEY, n int)",
                "INSERT INTO public.t SELECT n FROM generate_series(1, 100) n");
        this.files.with("2_fill.up.sql", """
                -- applied-set: batches=public.t.id
                -- applied-set: batch-size=10
                -- applied-set: background
                UPDATE public.t SET n = 1 WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                 AND current_setting('applied_set.batch_to')::bigint;""");
    }

    @Test
    void readingWhileABackfillRunsNeedsItsTable(TestDatabase database) {
        fillInTheBackground(database);
        mayReadAndInsert(database);
        String grant = "GRANT SELECT ON public.applied_migrations_backfill TO " + this.role + ";";

        lacks(database, Migrator::verify, grant);
        database.executeAsSuperuser("REVOKE SELECT ON public.applied_migrations_backfill FROM " + this.role);
        lacks(database, migrator -> migrator.await(Duration.ofSeconds(5)), grant);
        database.executeAsSuperuser("REVOKE SELECT ON public.applied_migrations_backfill FROM " + this.role);
        lacks(database, Migrator::status, grant);
    }

    @Test
    void newTrackerNeedsTheSchemaOrTheDatabase(TestDatabase database) {
        database.executeAsSuperuser("REVOKE CREATE ON SCHEMA public FROM PUBLIC");

        lacks(database, Migrator::migrate, "GRANT CREATE ON SCHEMA public TO " + this.role + ";");
        lacks(
                database,
                migrator -> migrator.toBuilder().schema("own").build().migrate(),
                "GRANT CREATE ON DATABASE " + database.name() + " TO " + this.role + ";");
    }

    @Test
    void roleInEffectIsNamedAndNotTheUser(TestDatabase database) {
        migrate(database);
        database.executeAsSuperuser(
                "CREATE ROLE acting_" + this.role,
                "GRANT acting_" + this.role + " TO " + this.role,
                "ALTER ROLE " + this.role + " SET role = 'acting_" + this.role + "'",
                "GRANT USAGE ON SCHEMA public TO acting_" + this.role);

        TrackerException failure = catchThrowableOfType(
                TrackerException.class, () -> asRole(database).plan());

        assertThat(grantsOf(failure))
                .containsExactly("GRANT SELECT ON public.applied_migrations TO acting_" + this.role + ";");
    }
}
