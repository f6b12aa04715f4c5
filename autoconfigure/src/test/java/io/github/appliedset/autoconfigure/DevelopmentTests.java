package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Operator;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A developer switches branches: what a start does with the database, and what the command align does. */
@PostgresTest
@KeepsSessions
class DevelopmentTests {

    private static final Operator AGREES = new Operator(true, "yes");
    private static final Operator REFUSES = new Operator(true, "no");
    private static final Operator NOBODY = new Operator(false, "yes");

    private static final Map<String, String> MAIN = Map.of(
            "1_employee.up.sql", "CREATE TABLE public.employee (id int PRIMARY KEY, name text);",
            "1_employee.down.sql", "DROP TABLE public.employee;",
            "2_note.up.sql", "CREATE TABLE public.note (text text);",
            "2_note.down.sql", "DROP TABLE public.note;");
    private static final Map<String, String> ADDRESS = with(
            MAIN,
            "3_add_address.up.sql",
            "ALTER TABLE public.employee ADD address text;",
            "3_add_address.down.sql",
            "ALTER TABLE public.employee DROP address;");
    private static final Map<String, String> ADDRESS_EDITED = with(
            MAIN,
            "3_add_address.up.sql",
            "ALTER TABLE public.employee ADD address varchar(80) NOT NULL DEFAULT 'none';",
            "3_add_address.down.sql",
            "ALTER TABLE public.employee DROP address;");
    private static final Map<String, String> PHONE = phone(MAIN, 3);
    /** Address was merged first, so phone got other numbers. */
    private static final Map<String, String> PHONE_MERGED = phone(ADDRESS, 4);

    private static Map<String, String> phone(Map<String, String> base, int number) {
        return with(
                base,
                number + "_add_phone.up.sql",
                "ALTER TABLE public.employee ADD phone text;",
                number + "_add_phone.down.sql",
                "ALTER TABLE public.employee DROP phone;",
                number + 1 + "_index_phone.up.sql",
                "CREATE INDEX CONCURRENTLY by_phone ON public.employee (phone);",
                number + 1 + "_index_phone.down.sql",
                "DROP INDEX CONCURRENTLY public.by_phone;");
    }

    private static Map<String, String> with(Map<String, String> base, String... more) {
        Map<String, String> files = new HashMap<>(base);
        for (int i = 0; i < more.length; i += 2) {
            files.put(more[i], more[i + 1]);
        }
        return files;
    }

    private TestDatabase database;
    private MigrationFolder files;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder);
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.development=true", "applied-set.locations=" + this.files.location());
    }

    private void checkout(Map<String, String> branch) {
        try (Stream<Path> all = Files.list(this.files.path())) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        branch.forEach(this.files::with);
    }

    /** Starts the application; returns what it warned of. */
    private List<String> start() {
        List<String> warnings = new ArrayList<>();
        try (LogLines log = new LogLines(DevelopmentStart.class.getName())) {
            this.application.run(context -> assertThat(context).hasNotFailed());
            log.soFar().stream().filter(line -> !line.startsWith("Aligned ")).forEach(warnings::add);
        }
        return warnings;
    }

    private Run run(Operator operator, String... options) {
        return run(operator, Map.of(), options);
    }

    private Run run(Operator operator, Map<String, Object> others, String... options) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String property : this.database.properties()) {
            properties.put(property.split("=", 2)[0], property.split("=", 2)[1]);
        }
        properties.put("applied-set.locations", this.files.location());
        properties.put("applied-set.development", "true");
        properties.putAll(others);
        return CommandLine.run(
                Set.of(),
                operator,
                properties,
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    private void verify() {
        Migrator.builder()
                .dataSource(this.database.dataSource())
                .locations(this.files.location())
                .build()
                .verify();
        assertThat(this.database.query("SELECT count(*) FROM public.applied_migrations t"
                        + " JOIN public.applied_migrations_down d USING (version, name, checksum)"))
                .isEqualTo(this.database.query("SELECT count(*) FROM public.applied_migrations"));
    }

    @Test
    void followsTenSwitchesAndStopsIfDataWouldBeLost() {
        checkout(MAIN);
        assertThat(start()).isEmpty();
        this.database.execute(
                "INSERT INTO public.employee VALUES (1, 'Ada'), (2, 'Bo')", "INSERT INTO public.note VALUES ('x')");
        List<String> before = this.database.query("SELECT oid FROM pg_database WHERE datname = current_database()");

        for (Map<String, String> branch : List.of(
                PHONE, ADDRESS, ADDRESS_EDITED, MAIN, PHONE, PHONE_MERGED, MAIN, ADDRESS, PHONE_MERGED, PHONE)) {
            checkout(branch);
            assertThat(start()).isEmpty();
            verify();
            assertThat(this.database.query("SELECT name FROM public.employee ORDER BY id"))
                    .containsExactly("Ada", "Bo");
            assertThat(this.database.query("SELECT text FROM public.note")).containsExactly("x");
        }
        this.database.execute("UPDATE public.employee SET phone = '1' WHERE id = 2");
        checkout(ADDRESS);

        assertThat(start())
                .singleElement()
                .asString()
                .contains(
                        "3_add_phone does not match the files (a different migration has its version) and stays: it would lose",
                        "public.employee.phone: 1 row has a value (id 2)",
                        "--applied-set.command=align");
        assertThat(this.database.query("SELECT phone FROM public.employee WHERE id = 2"))
                .containsExactly("1");
        assertThat(this.database.query("SELECT oid FROM pg_database WHERE datname = current_database()"))
                .isEqualTo(before);

        assertThat(run(NOBODY, "command=align", "yes=true").err()).contains("--applied-set.allow=data-loss");
        Run refused = run(REFUSES, "command=align", "yes=true");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out())
                .contains(
                        "3_add_phone rolled back: a different migration has its version",
                        "Will be lost:\n\n  public.employee.phone: 1 row has a value (id 2)",
                        "Will be applied:\n\n  3_add_address",
                        "Lose what is listed, and do all of this? [yes/no] ");
        assertThat(this.database.query("SELECT phone FROM public.employee WHERE id = 2"))
                .containsExactly("1");

        assertThat(run(NOBODY, "command=align", "allow=data-loss").exitCode()).isZero();
        verify();
        assertThat(this.database.query("SELECT name, address FROM public.employee ORDER BY id"))
                .containsExactly("Ada", "Bo");
    }

    @Test
    void startOutsideADevelopersMachineFails() {
        checkout(MAIN);
        for (String mode : List.of("migrate", "verify", "wait")) {
            this.application
                    .withPropertyValues("applied-set.mode=" + mode, "KUBERNETES_SERVICE_HOST=10.0.0.1")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("runs in Kubernetes")
                            .hasMessageContaining("#development-in-kubernetes"));
        }
        this.application
                .withPropertyValues("applied-set.mode=off", "KUBERNETES_SERVICE_HOST=10.0.0.1")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }

    /** Not even somebody at a terminal can say that a database is a developer's own there. */
    @Test
    void noCommandTakesADatabaseForADevelopersOwnInKubernetes() {
        checkout(PHONE);
        start();
        checkout(ADDRESS);
        List<String> before = this.database.applied();

        for (String command : List.of(
                "migrate", "align yes=true allow=data-loss", "align reset=true yes=true", "align dry-run=true")) {
            String[] words = ("command=" + command).split(" ");
            Run run = run(AGREES, Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), words);

            assertThat(run.exitCode()).as(command).isEqualTo(1);
            assertThat(run.err()).as(command).contains("#development-in-kubernetes");
            assertThat(this.database.applied()).as(command).isEqualTo(before);
        }
    }

    /** As the address of a production server in the profile of a developer. */
    @Test
    void noCommandTakesADatabaseElsewhereForADevelopersOwn() {
        checkout(PHONE);
        start();
        checkout(ADDRESS);
        List<String> before = this.database.applied();
        String elsewhere = this.database.url().replaceFirst("//([^/]+)/", "//$1,192.0.2.1:5432/");

        for (String command : List.of(
                "migrate", "align yes=true allow=data-loss", "align reset=true yes=true", "align dry-run=true")) {
            String[] words = ("command=" + command).split(" ");
            Run run = run(AGREES, Map.of("spring.datasource.url", elsewhere), words);

            assertThat(run.exitCode()).as(command).isEqualTo(1);
            assertThat(run.err()).as(command).contains("#development-host");
            assertThat(this.database.applied()).as(command).isEqualTo(before);
        }
    }

    @Test
    void hostsAreTakenFromTheProperty() {
        checkout(MAIN);
        String[] elsewhere = {
            "spring.datasource.url=" + this.database.url().replaceFirst("//([^/]+)/", "//$1,192.0.2.1:5432/")
        };
        this.application
                .withPropertyValues(elsewhere)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("applied-set.development-hosts=192.0.2.1"));
        this.application
                .withPropertyValues(elsewhere)
                .withPropertyValues("applied-set.development-hosts=a.example,192.0.2.1")
                .run(context -> assertThat(context).hasNotFailed());
    }

    /** Only a person at a terminal can say that a database is a developer's own. */
    @Test
    void marksADatabaseOnlyAtATerminal() {
        checkout(MAIN);
        Migrator.builder()
                .dataSource(this.database.dataSource())
                .locations(this.files.location())
                .build()
                .migrate();

        assertThat(run(NOBODY, "command=migrate").err()).contains("development-not-marked");
        Run alone = run(NOBODY, "command=align", "yes=true", "allow=data-loss");
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.err()).contains("Run the command on a terminal.", "#align-not-agreed");
        Run asked = run(REFUSES, "command=align", "yes=true");
        assertThat(asked.exitCode()).isEqualTo(1);
        assertThat(asked.out()).contains("Is this database your own, and should all of this be done? [yes/no] ");
        assertThat(this.database.hasTable("public.applied_migrations_developer"))
                .isFalse();

        assertThat(run(AGREES, "command=align").exitCode()).isZero();
        assertThat(start()).isEmpty();
        verify();
        assertThat(run(NOBODY, "command=align").out())
                .contains("The database matches the files. There is nothing to do.");
    }

    @Test
    void alignNeedsAnAnswerAndADryRunDoesNothing() {
        checkout(PHONE);
        start();
        checkout(MAIN);

        Run dryRun = run(NOBODY, "command=align", "dry-run=true", "format=json");
        assertThat(dryRun.exitCode()).isZero();
        assertThat(dryRun.json().get("rolledBack")).asString().contains("index_phone", "add_phone", "file-gone");
        Run alone = run(NOBODY, "command=align");
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.err()).contains("There is no terminal to ask on", "--applied-set.yes=true");
        assertThat(run(REFUSES, "command=align").exitCode()).isEqualTo(1);
        assertThat(run(NOBODY, "command=align", "allow=everything").exitCode()).isEqualTo(64);
        assertThat(this.database.applied()).hasSize(4);

        Run done = run(NOBODY, "command=align", "yes=true");
        assertThat(done.exitCode()).isZero();
        assertThat(done.out())
                .contains("4_index_phone rolled back: its file is gone", "3_add_phone rolled back: its file is gone");
        verify();
    }

    @Test
    void alignWorksOnlyWhereDevelopmentIsOn() {
        checkout(MAIN);
        start();

        Run run = run(AGREES, "command=align", "development=false");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("applied-set.development is not true", "--applied-set.development=true");
    }

    @Test
    void migrateDoesWhatAStartDoes() {
        checkout(PHONE);
        assertThat(run(NOBODY, "command=migrate").exitCode()).isZero();
        checkout(ADDRESS);

        Run run = run(NOBODY, "command=migrate");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("3_add_phone rolled back: a different migration has its version", "add_address");
        verify();
    }

    @Test
    void otherCommandsStayUnchanged() {
        checkout(PHONE);
        start();
        checkout(MAIN);
        List<String> before = this.database.applied();

        run(NOBODY, "command=status");
        run(NOBODY, "command=verify");
        run(NOBODY, "command=dry-run");
        assertThat(run(NOBODY, "command=rollback").exitCode()).isEqualTo(1);

        assertThat(this.database.applied()).isEqualTo(before);
    }

    @Test
    void resetBuildsANewDatabaseAndKeepsTheOldOne() {
        checkout(MAIN);
        start();
        this.database.executeAsSuperuser(
                "ALTER ROLE " + this.database.username() + " CREATEDB",
                "COMMENT ON DATABASE " + this.database.name() + " IS 'mine'");
        this.database.execute(
                "INSERT INTO public.note VALUES ('x')", "UPDATE public.applied_migrations_down SET down_sql = NULL");
        checkout(Map.of("7_other.up.sql", "CREATE TABLE public.other (id int);"));
        String kept = this.database.name() + "_before_align";
        String somebodys = this.database.name() + "_align_new";
        String leftover = somebodys + "_0123456789abcdef0123456789abcdef";
        try {
            this.database.executeAsSuperuser(
                    "CREATE DATABASE " + somebodys + " OWNER " + this.database.username(),
                    "CREATE DATABASE " + leftover + " OWNER " + this.database.username());
            assertThat(run(NOBODY, "command=align", "yes=true").out())
                    .contains("no down SQL was", "--applied-set.reset=true");
            assertThat(run(NOBODY, "command=align", "reset=true").exitCode()).isEqualTo(1);
            assertThat(run(NOBODY, "command=align", "reset=true", "dry-run=true")
                            .out())
                    .contains(kept);

            Run reset = run(NOBODY, "command=align", "reset=true", "yes=true");

            assertThat(reset.exitCode()).as(reset.err()).isZero();
            assertThat(this.database.applied()).containsExactly("7_other");
            assertThat(start()).isEmpty();
            verify();
            assertThat(this.database.query(
                            "SELECT shobj_description(oid, 'pg_database') || current_setting('search_path')"
                                    + " FROM pg_database WHERE datname = current_database()"))
                    .containsExactly("mineelsewhere, public");
            assertThat(Sql.firstColumn(this.database.dataSourceOf(kept), "SELECT text FROM public.note"))
                    .containsExactly("x");
            assertThat(this.database.query("SELECT datname FROM pg_database WHERE datname LIKE '" + somebodys + "%'"))
                    .containsExactly(somebodys);
        } finally {
            this.database.executeAsSuperuser(
                    "DROP DATABASE IF EXISTS " + kept + " WITH (FORCE)",
                    "DROP DATABASE IF EXISTS " + somebodys,
                    "DROP DATABASE IF EXISTS " + leftover);
            databasesOfMine("applied_set_template_%")
                    .forEach(name -> this.database.executeAsSuperuser("DROP DATABASE " + name));
        }
    }

    @Test
    void secondResetCopiesTheDatabaseBuiltByTheFirst() {
        checkout(MAIN);
        start();
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB");
        this.database.execute("INSERT INTO public.note VALUES ('x')");
        try {
            assertThat(run(NOBODY, "command=align", "reset=true", "yes=true").out())
                    .contains("2 migrations applied to a new database")
                    .doesNotContain("copied");
            this.database.execute("INSERT INTO public.note VALUES ('y')");
            checkout(ADDRESS);

            Run second = run(NOBODY, "command=align", "reset=true", "yes=true");

            assertThat(second.out().replaceAll("\\s+", " "))
                    .contains("2 migrations copied from an earlier reset, and 1 migration applied to a new database");
            assertThat(this.database.applied()).containsExactly("1_employee", "2_note", "3_add_address");
            assertThat(this.database.query("SELECT text FROM public.note")).isEmpty();
            verify();
            checkout(MAIN);
            assertThat(start()).as("down SQL of the copy was kept").isEmpty();
            assertThat(this.database.applied()).containsExactly("1_employee", "2_note");
            assertThat(databasesOfMine("applied_set_template_%")).hasSize(2);
        } finally {
            Stream.concat(
                            databasesOfMine("applied_set_template_%").stream(),
                            databasesOfMine(this.database.name() + "_before_align%").stream())
                    .forEach(name -> this.database.executeAsSuperuser("DROP DATABASE " + name + " WITH (FORCE)"));
        }
    }

    @Test
    void resetRunsEverythingWhereACopyCannotBeMade() throws SQLException {
        checkout(MAIN);
        start();
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB");
        try {
            run(NOBODY, "command=align", "reset=true", "yes=true");
            String template = databasesOfMine("applied_set_template_%").get(0);
            this.database.executeAsSuperuser("ALTER DATABASE " + template + " ALLOW_CONNECTIONS true");
            try (Connection somebody = this.database.dataSourceOf(template).getConnection()) {
                this.database.executeAsSuperuser("ALTER DATABASE " + template + " ALLOW_CONNECTIONS false");

                Run second = run(NOBODY, "command=align", "reset=true", "yes=true");

                assertThat(somebody.isValid(1)).isTrue();
                assertThat(second.exitCode()).as(second.err()).isZero();
                assertThat(second.out())
                        .contains("2 migrations applied to a new database")
                        .doesNotContain("copied");
            }
            assertThat(this.database.applied()).containsExactly("1_employee", "2_note");
        } finally {
            Stream.concat(
                            databasesOfMine("applied_set_template_%").stream(),
                            databasesOfMine(this.database.name() + "_before_align%").stream())
                    .forEach(name -> this.database.executeAsSuperuser("DROP DATABASE " + name + " WITH (FORCE)"));
        }
    }

    private List<String> databasesOfMine(String pattern) {
        return this.database.query("SELECT datname FROM pg_database WHERE datname LIKE '" + pattern + "'"
                + " AND pg_get_userbyid(datdba) = current_user");
    }
}
