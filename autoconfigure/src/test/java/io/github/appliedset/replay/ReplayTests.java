package io.github.appliedset.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.scratch.ScratchDatabase;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Migrations;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class ReplayTests {

    private static final Migration A = Migrations.migration("1_a", "CREATE TABLE public.a (id int);");
    private static final Migration B = Migrations.migration("2_b", "CREATE TABLE public.b (id int);");
    private static final Migration MARK = Migrations.migration("3_mark", """
            DO $$ BEGIN
              IF to_regclass('public.a') IS NULL THEN CREATE TABLE public.before_a (id int); END IF;
            END $$;""");

    private TestDatabase database;
    private Migrator migrator;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.migrator = Migrator.builder()
                .dataSource(database.superuser())
                .locations(new MigrationFolder(folder).location())
                .build();
    }

    private static List<String> tables(Replay replay) {
        return replay.schema(Coverage.DEFAULT).objects().keySet().stream()
                .filter(id -> id.kind() == ObjectKind.TABLE)
                .map(ObjectId::toString)
                .toList();
    }

    private static List<String> tables(Migrator migrator, Migration... inOrder) {
        try (Replay replay = Replay.of(migrator)) {
            replay.run(List.of(inOrder));
            return tables(replay);
        }
    }

    @Test
    void completesABackfillAndMigrationsWaitingForIt() {
        Migration table = Migrations.migration(
                "4_t",
                "CREATE TABLE public.t (id int PRIMARY KEY, n int); INSERT INTO public.t SELECT generate_series(1, 9);");
        Migration fill = Migrations.migration("5_fill", """
                -- applied-set: batches=public.t.id
                -- applied-set: batch-size=2
                -- applied-set: pause=0ms
                -- applied-set: background
                UPDATE public.t SET n = 1 WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                  AND current_setting('applied_set.batch_to')::bigint;""");
        Migration next =
                Migrations.migration("6_next", "-- applied-set: after=5_fill\nCREATE TABLE public.next (id int);");

        assertThat(tables(this.migrator, table, fill, next)).anyMatch(name -> name.contains("next"));
    }

    @Test
    void migrationsRunInTheGivenOrder() {
        assertThat(tables(this.migrator, A, B, MARK)).containsExactly("table public.a", "table public.b");
        assertThat(tables(this.migrator, MARK, B, A))
                .containsExactly("table public.a", "table public.b", "table public.before_a");
        assertThat(this.database.hasTable("public.a")).isFalse();
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void noMigrationsCreateNoObjects() {
        assertThat(tables(this.migrator)).isEmpty();
    }

    @Test
    void baselineRunsAndAnotherToolIsNotAskedFor() {
        Migrator baselined = this.migrator.toBuilder().baselineVersion(2L).build();
        Migrator adopting =
                this.migrator.toBuilder().legacy(LegacyTool.FLYWAY, null).build();

        assertThat(tables(baselined, A, B)).hasSize(2);
        assertThat(tables(adopting, A, B)).hasSize(2);
    }

    @Test
    void listenersAreNotCalled() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        MigrationListener listener = new MigrationListener() {
            @Override
            public void beforeRun(Target target) {
                told.add(migrator.toString());
            }
        };

        tables(this.migrator.toBuilder().listeners(List.of(listener)).build(), A);

        assertThat(told).isEmpty();
    }

    @Test
    void lastOneIsRolledBackAndRunAgain() {
        Migration reversible = new Migration(
                B.version(),
                B.name(),
                B.up(),
                Migrations.migration("2_b", "DROP TABLE public.b;").up());
        try (Replay replay = Replay.of(this.migrator)) {
            replay.run(List.of(A, reversible));
            replay.rollBackLast();
            assertThat(tables(replay)).containsExactly("table public.a");

            replay.run(List.of(reversible));
            assertThat(tables(replay)).containsExactly("table public.a", "table public.b");
        }
    }

    @Test
    void javaMigrationsOfTheMigratorRunAmongTheFiles() {
        Migrator withJava =
                this.migrator.toBuilder().javaMigrations(List.of(new InJava())).build();
        Migration java = withJava.onDisk().find(MigrationVersion.of(7)).orElseThrow();

        assertThat(tables(withJava, A)).containsExactly("table public.a");
        assertThat(tables(withJava, java, A)).containsExactly("table public.a", "table public.in_java");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tables(
                        this.migrator,
                        new Migration(java.version(), java.name(), MigrationFile.ofCode("Unknown"), null)))
                .withMessageContaining("7_in_java");
    }

    @Test
    void failureOfAMigrationIsTheMigrators() {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> tables(this.migrator, A, Migrations.migration("2_b", "SELECT nonsense;")))
                .withMessageContaining("column \"nonsense\" does not exist");
        assertThatIllegalArgumentException().isThrownBy(() -> tables(this.migrator, A, A));
    }

    private static final class InJava implements JavaMigration {

        @Override
        public long version() {
            return 7;
        }

        @Override
        public String name() {
            return "in_java";
        }

        @Override
        public void migrate(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE public.in_java (id int)");
            }
        }
    }

    /** A large one is kept on the server, and the next goes on from there. */
    @Test
    void nextReplayCopiesTheDatabaseOfTheFirst() {
        Migration many = Migrations.migration("1_many", """
                CREATE TABLE public.at (at timestamptz);
                INSERT INTO public.at VALUES (clock_timestamp());
                DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE public.t%s ()', i); END LOOP; END $$;""");
        Migration edited = Migrations.migration("1_many", "CREATE TABLE public.only (id int);");

        String first = madeAt(List.of(many));

        assertThat(madeAt(List.of(many))).isEqualTo(first);
        assertThat(madeAt(List.of(many, B))).isEqualTo(first);
        try (Replay replay = Replay.ofAll(this.migrator, List.of(edited))) {
            assertThat(tables(replay)).containsExactly("table public.only");
        }
        this.database
                .query("SELECT datname FROM pg_database WHERE datname LIKE 'applied_set_template_%'"
                        + " AND shobj_description(oid, 'pg_database') IS NOT NULL")
                .forEach(name -> this.database.executeAsSuperuser("DROP DATABASE " + name));
    }

    private String madeAt(List<Migration> migrations) {
        try (Replay replay = Replay.ofAll(this.migrator, migrations);
                ScratchDatabase copy = replay.copy()) {
            return Sql.firstColumn(copy.dataSource(), "SELECT at FROM public.at")
                    .get(0);
        }
    }
}
