package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.snapshot.SnapshotTree;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two branches change one schema, each takes its snapshot, and git merges them: a conflict, a schema, or an error. */
@PostgresTest
class SilentMergeTests {

    private static final String BASE = """
            CREATE SCHEMA app;
            CREATE TYPE app.mood AS ENUM ('sad', 'happy');
            CREATE TABLE app.dept (id integer PRIMARY KEY);
            CREATE TABLE app.employee (id integer PRIMARY KEY, name text, age integer, state text, mood app.mood);
            CREATE INDEX e_age ON app.employee (age);
            CREATE VIEW app.names AS SELECT id, name FROM app.employee;
            CREATE TABLE app.bare (a integer NOT NULL, b integer);
            CREATE TABLE app.sale (n integer, id integer) PARTITION BY LIST (id);
            ALTER TABLE app.sale ADD UNIQUE (id);
            CREATE FUNCTION app.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            """;

    /** What one branch does, what the other does, and what comes of it. */
    private static final String[][] PAIRS = {
        {
            "ALTER TABLE app.employee DROP state",
            "CREATE INDEX e_state ON app.employee (state)",
            "index app.employee.e_state uses column app.employee.state, which is not in table.json"
        },
        {
            "ALTER TABLE app.employee RENAME age TO years",
            "ALTER TABLE app.employee ADD CHECK (age > 0)",
            "constraint app.employee.employee_age_check uses column app.employee.age, which is not in table.json"
        },
        {
            "DROP TABLE app.dept",
            "ALTER TABLE app.employee ADD dept integer REFERENCES app.dept",
            "constraint app.employee.employee_dept_fkey uses column app.dept.id, but id.json is missing;"
                    + " constraint app.employee.employee_dept_fkey uses constraint app.dept.dept_pkey, but dept_pkey.json is missing"
        },
        {
            "CREATE TABLE app.x1 (id integer)",
            "CREATE VIEW app.x1 AS SELECT 1 AS one",
            "view app.x1 has the name of table app.x1 in table.json, and a schema has each name once"
        },
        {
            "CREATE INDEX dup ON app.employee (name)",
            "CREATE INDEX dup ON app.dept (id)",
            "index app.employee.dup has the name of index app.dept.dup in dup.json, and a schema has each name once"
        },
        {
            "ALTER TABLE app.employee ALTER age TYPE bigint",
            "CREATE VIEW app.ages AS SELECT age FROM app.employee",
            "view app.ages uses column app.employee.age integer, which has another type in age.json"
        },
        {"CREATE VIEW app.every AS SELECT * FROM app.employee", "ALTER TABLE app.employee ADD boss integer", "a schema"
        },
        {
            "ALTER TABLE app.employee ALTER state SET NOT NULL",
            "ALTER TABLE app.employee ALTER state TYPE varchar",
            "conflict"
        },
        {"DROP INDEX app.e_age", "ALTER INDEX app.e_age SET (fillfactor = 50)", "conflict"},
        {"ALTER TYPE app.mood ADD VALUE 'bored'", "ALTER TYPE app.mood ADD VALUE 'angry'", "conflict"},
        {"ALTER TABLE app.employee ADD one integer", "ALTER TABLE app.employee ADD other integer", "conflict"},
        {"ALTER TABLE app.employee ADD one integer", "ALTER TABLE app.employee DROP mood", "conflict"},
        {
            "ALTER TABLE app.employee SET (fillfactor = 50)",
            "ALTER TABLE app.employee ENABLE ROW LEVEL SECURITY",
            "conflict"
        },
        {
            "DROP TYPE app.mood CASCADE",
            "CREATE FUNCTION app.smile(app.mood) RETURNS text LANGUAGE sql AS 'SELECT NULL'",
            "function app.smile(app.mood) uses enum app.mood, but mood.json is missing"
        },
        {
            "ALTER TABLE app.dept ADD boss integer",
            "CREATE TABLE app.branch () INHERITS (app.dept)",
            "table app.branch does not list the column boss of its parent in boss.json"
        },
        {
            "ALTER TABLE app.sale ADD boss integer",
            "CREATE TABLE app.s1 (id integer, n integer); ALTER TABLE app.sale ATTACH PARTITION app.s1 FOR VALUES IN (1)",
            "table app.s1 does not list the column boss of its parent in boss.json"
        },
        {
            "ALTER TABLE app.sale ALTER n TYPE bigint",
            "CREATE TABLE app.s1 (n integer, id integer); ALTER TABLE app.sale ATTACH PARTITION app.s1 FOR VALUES IN (1);"
                    + " ALTER TABLE app.s1 ALTER n SET STATISTICS 7",
            "column app.s1.n has another type than that of its parent in n.json"
        },
        {
            "ALTER TABLE app.sale ALTER n SET NOT NULL",
            "CREATE TABLE app.s1 PARTITION OF app.sale FOR VALUES IN (1); ALTER TABLE app.s1 ALTER n SET DEFAULT 4",
            "column app.s1.n takes NULL, but that of its parent does not in n.json"
        },
        {
            "CREATE TABLE app.s1 PARTITION OF app.sale DEFAULT",
            "CREATE TABLE app.s2 PARTITION OF app.sale DEFAULT",
            "table app.s2 is a partition of app.sale DEFAULT, and so is table app.s1 in table.json"
        },
        {
            "CREATE TABLE app.s1 PARTITION OF app.sale FOR VALUES IN (1)",
            "CREATE TABLE app.s2 PARTITION OF app.sale FOR VALUES IN (1)",
            "table app.s2 is a partition of app.sale FOR VALUES IN (1), and so is table app.s1 in table.json"
        },
        {
            "ALTER TABLE app.bare ADD CONSTRAINT one PRIMARY KEY (a)",
            "ALTER TABLE app.bare ADD CONSTRAINT other PRIMARY KEY (a)",
            "constraint app.bare.other is the primary key of table app.bare, and so is constraint app.bare.one in one.json"
        },
        {
            "ALTER TABLE app.bare ADD PRIMARY KEY (a)",
            "ALTER TABLE app.bare ALTER a DROP NOT NULL",
            "constraint app.bare.bare_pkey is a primary key, but the column a is not \"notNull\" in a.json"
        },
        {
            "CREATE INDEX one ON app.bare (b); ALTER TABLE app.bare CLUSTER ON one",
            "CREATE INDEX other ON app.bare (b); ALTER TABLE app.bare CLUSTER ON other",
            "index app.bare.other is the index that table app.bare is clustered on, and so is index app.bare.one in one.json"
        },
        {
            "CREATE STATISTICS app.st ON a, b FROM app.bare",
            "CREATE STATISTICS app.st ON id, age FROM app.employee",
            "statistics app.employee.st has the name of statistics app.bare.st in st.json, and a schema has each name once"
        },
        {
            "ALTER TABLE app.bare ALTER a ADD GENERATED ALWAYS AS IDENTITY",
            "CREATE TABLE app.bare_a_seq ()",
            "column app.bare.a has or needs the name of table app.bare_a_seq in table.json, and a schema has each name once"
        },
        {
            "CREATE TYPE app.span AS RANGE (subtype = date)",
            "CREATE TYPE app.span_multirange AS ENUM ()",
            "range type app.span has or needs the name of enum app.span_multirange in span_multirange.json, and a schema has each name once"
        },
        {
            "CREATE TABLE app.s1 (n integer, id integer CONSTRAINT own UNIQUE); ALTER TABLE app.sale ATTACH PARTITION app.s1 FOR VALUES IN (1)",
            "CREATE INDEX own ON app.bare (b)",
            "constraint app.s1.own has the name of index app.bare.own in own.json, and a schema has each name once"
        },
    };

    @TempDir
    private Path folder;

    @Test
    void mergeWithoutConflictIsASchemaOrAnErrorThatNamesBoth(TestDatabase database) throws Exception {
        git("init", "-q", "-b", "base");
        git("config", "user.name", "test");
        git("config", "user.email", "test@example.org");
        List<String> outcomes = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        try (Connection connection = database.superuser().getConnection()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, "SET search_path = pg_catalog; " + BASE);
            commit(connection, "base");
            for (String[] pair : PAIRS) {
                for (int side = 0; side < 2; side++) {
                    Savepoint before = connection.setSavepoint();
                    git("checkout", "-q", "-B", "branch" + side, "base");
                    Sql.execute(connection, pair[side]);
                    commit(connection, pair[side]);
                    connection.rollback(before);
                }
                expected.add(pair[0] + " + " + pair[1] + " = " + pair[2]);
                outcomes.add(pair[0] + " + " + pair[1] + " = " + merged());
            }
            connection.rollback();
        }

        assertThat(outcomes).isEqualTo(expected);
    }

    private SnapshotTree tree() {
        return SnapshotTree.at(this.folder.resolve("snapshot"));
    }

    private void commit(Connection connection, String message) throws Exception {
        tree().save(CatalogReader.readWithin(connection, TestSchemas.scope()));
        git("add", "-A");
        git("commit", "-q", "-m", message);
    }

    /** Problems without the folders in which their files are. */
    private String merged() throws Exception {
        if (run("merge", "-q", "--no-edit", "branch0") != 0) {
            git("merge", "--abort");
            return "conflict";
        }
        try {
            tree().load();
            return "a schema";
        } catch (SnapshotException contradiction) {
            return String.join(
                    "; ",
                    contradiction.problems().stream()
                            .map(problem ->
                                    problem.substring(problem.indexOf(": ") + 2).replaceAll("/\\S*/", ""))
                            .toList());
        }
    }

    private void git(String... arguments) throws Exception {
        assertThat(run(arguments)).as(String.join(" ", arguments)).isZero();
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder git = new ProcessBuilder(command).directory(this.folder.toFile());
        git.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return git.start().waitFor();
    }
}
