package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class MigrationListenerTests extends MigratorTestSupport {

    private final List<String> told = new ArrayList<>();

    private class Recording implements MigrationListener {

        private final String name;

        Recording(String name) {
            this.name = name;
        }

        @Override
        public void beforeRun(Target target) {
            tell("beforeRun");
        }

        @Override
        public void afterRun(Target target, MigrationReport report) {
            tell("afterRun " + report.applied().size());
        }

        @Override
        public void runFailed(Target target, RuntimeException failure) {
            tell("runFailed");
        }

        @Override
        public void beforeMigration(Target target, Migration migration) {
            tell("before " + migration);
        }

        @Override
        public void afterMigration(Target target, Executed executed) {
            tell("after " + executed.migration());
        }

        @Override
        public void migrationFailed(Target target, Migration migration, RuntimeException failure) {
            tell("failed " + migration);
        }

        @Override
        public void appliedElsewhere(Target target, Migration migration) {
            tell("elsewhere " + migration);
        }

        void tell(String what) {
            MigrationListenerTests.this.told.add(this.name + what);
        }
    }

    private record Broken(Error error) implements JavaMigration {

        @Override
        public long version() {
            return 1;
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public void migrate(Connection connection) {
            throw this.error;
        }
    }

    @Test
    void isNotifiedOfAnErrorInAClass(TestDatabase database) {
        Migrator migrator = migrator(database)
                .javaMigrations(List.of(new Broken(new NoClassDefFoundError("com/example/Missing"))))
                .listeners(List.of(new Recording("")))
                .build();

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(migrator::migrate)
                .withMessageContaining("java.lang.NoClassDefFoundError: com/example/Missing")
                .withCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(this.told).containsExactly("beforeRun", "before 1_broken", "failed 1_broken", "runFailed");
    }

    private void migrate(TestDatabase database, MigrationListener... listeners) {
        migrator(database).listeners(List.of(listeners)).build().migrate();
    }

    @Test
    void isNotifiedOfARunAndEachMigrationNested(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1").with("2_b.up.sql", "SELECT 1");

        migrate(database, new Recording("outer "), new Recording("inner "));

        assertThat(this.told)
                .containsExactly(
                        "outer beforeRun",
                        "inner beforeRun",
                        "outer before 1_a",
                        "inner before 1_a",
                        "inner after 1_a",
                        "outer after 1_a",
                        "outer before 2_b",
                        "inner before 2_b",
                        "inner after 2_b",
                        "outer after 2_b",
                        "inner afterRun 2",
                        "outer afterRun 2");
    }

    @Test
    void failureEndsTheMigrationAndTheRun(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1 / 0");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database, new Recording("")));

        assertThat(this.told).containsExactly("beforeRun", "before 1_a", "failed 1_a", "runFailed");
    }

    @Test
    void anotherProcessMayHaveBeenFaster(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1");

        migrate(database, new Recording("") {
            @Override
            public void beforeMigration(Target target, Migration migration) {
                super.beforeMigration(target, migration);
                // What somebody without our lock may do.
                database.execute("INSERT INTO public.applied_migrations VALUES (1, 'a')");
            }
        });

        assertThat(this.told).containsExactly("beforeRun", "before 1_a", "elsewhere 1_a", "afterRun 0");
    }

    @Test
    void exceptionBeforeAMigrationEndsTheRunWithNothingLost(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1").with("2_b.up.sql", "CREATE TABLE public.b (id int)");

        assertThatIllegalStateException()
                .isThrownBy(() -> migrate(database, new Recording("outer "), new Recording("inner ") {
                    @Override
                    public void beforeMigration(Target target, Migration migration) {
                        super.beforeMigration(target, migration);
                        if (migration.name().equals("b")) {
                            throw new IllegalStateException("not on a Friday");
                        }
                    }
                }))
                .withMessage("not on a Friday");

        assertThat(this.told)
                .endsWith(
                        "outer before 2_b",
                        "inner before 2_b",
                        "outer failed 2_b",
                        "inner runFailed",
                        "outer runFailed");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(database.hasTable("public.b")).isFalse();
    }

    @Test
    void exceptionAfterAMigrationIsLogged(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1").with("2_b.up.sql", "SELECT 1");

        migrate(database, new Recording("") {
            @Override
            public void afterMigration(Target target, Executed executed) {
                throw new IllegalStateException("the bell is broken");
            }
        });

        assertThat(database.applied()).containsExactly("1_a", "2_b");
        assertThat(output).contains("the migrations are not affected", "the bell is broken");
    }
}
