package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.TestDatabase;
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
