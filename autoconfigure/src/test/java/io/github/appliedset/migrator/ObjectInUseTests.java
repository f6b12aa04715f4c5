package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the migration's own session uses is not what others use, though PostgreSQL has one SQLSTATE for both. */
class ObjectInUseTests extends MigratorTestSupport {

    private static final String TABLES = """
            CREATE TABLE public.a (id int PRIMARY KEY, parent int REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);
            CREATE INDEX a_parent ON public.a (parent);
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX ON public.a (parent, id);",
                "TRUNCATE public.a;",
                "TRUNCATE TABLE public.a;",
                "CLUSTER public.a USING a_parent;",
                "ALTER TABLE public.a ADD note text;",
                "DO $$ BEGIN CREATE INDEX ON public.a (parent, id); END $$;",
                "DO $$ DECLARE i int; BEGIN FOR i IN SELECT id FROM public.a LOOP TRUNCATE public.a; END LOOP; END $$;"
            })
    void useByTheSessionItselfIsNotThatOfOthers(String statement, TestDatabase database) {
        this.files.with("1_tables.up.sql", TABLES);
        migrate(database);
        this.files.with("2_use.up.sql", "INSERT INTO public.a VALUES (1, 1);\n" + statement);

        assertThat(catchThrowableOfType(MigrationFailedException.class, () -> migrate(database)))
                .hasMessageContaining("55006")
                .hasMessageContaining("SET CONSTRAINTS ALL IMMEDIATE")
                .hasMessageNotContaining("pg_stat_activity");
    }

    @Test
    void sessionsInADatabaseAreThoseOfOthers(TestDatabase database) throws SQLException {
        String copy = database.name() + "_copy";
        this.files.with(
                "1_copy.up.sql",
                "-- applied-set: no-transaction\nCREATE DATABASE " + copy + " TEMPLATE " + database.name() + ";");
        try (Connection other = database.dataSource().getConnection()) {
            assertThat(other.isValid(0)).isTrue();
            Migrator migrator = Migrator.builder()
                    .dataSource(database.superuser())
                    .locations(this.files.location())
                    .build();

            assertThat(catchThrowableOfType(MigrationFailedException.class, migrator::migrate))
                    .hasMessageContaining("55006")
                    .hasMessageContaining("pg_stat_activity")
                    .hasMessageNotContaining("SET CONSTRAINTS");
        }
    }
}
