package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The second judge, by hand: {@code -Dpg_dump=/usr/lib/postgresql/15/bin/pg_dump} and a server that this client can read. It
 * takes a process and a database for each change.
 */
@PostgresTest
@EnabledIfSystemProperty(named = "pg_dump", matches = ".+")
class PgDumpJudgeTests {

    /** Stands in the remark of a change that only the catalogs show. */
    static final String SILENT = "not in pg_dump";

    private static final String PATH =
            "SET search_path = pg_catalog; SET default_text_search_config = 'pg_catalog.simple';\n";

    @Test
    void dumpsChangeWithTheCatalogs(TestDatabase database) throws IOException {
        int major = TestSchemas.read(database).postgresMajor();
        List<String> disagreements = new ArrayList<>();
        int place = 0;
        for (SingleChange.Group group : SingleChange.all(major)) {
            String before = database.name() + "_" + place++;
            create(database, before, "template0");
            Sql.execute(in(database, before), PATH + group.setUp());
            String dump = dump(database, before);
            for (SingleChange change : group.changes()) {
                String after = before + "_copy";
                create(database, after, before);
                Sql.execute(in(database, after), PATH + change.sql());
                boolean isToldByDump = !dump(database, after).equals(dump);
                boolean isExpected =
                        !change.told().equals("nothing") && !change.remark().contains(SILENT);
                if (isToldByDump != isExpected && !change.told().startsWith("left out")) {
                    disagreements.add((isToldByDump ? "only pg_dump: " : "only the catalogs: ") + change.line());
                }
                drop(database, after);
            }
            drop(database, before);
        }

        assertThat(String.join("\n", disagreements)).isEmpty();
    }

    private static void create(TestDatabase database, String name, String template) {
        Sql.execute(
                in(database, "postgres"), "CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY file_copy");
    }

    private static void drop(TestDatabase database, String name) {
        Sql.execute(in(database, name), "DROP SUBSCRIPTION IF EXISTS su");
        Sql.execute(in(database, "postgres"), "DROP DATABASE " + name + " WITH (FORCE)");
    }

    private static PGSimpleDataSource in(TestDatabase database, String name) {
        PGSimpleDataSource dataSource = (PGSimpleDataSource) database.superuser();
        dataSource.setDatabaseName(name);
        return dataSource;
    }

    private static String dump(TestDatabase database, String name) throws IOException {
        PGSimpleDataSource server = in(database, name);
        ProcessBuilder dump = new ProcessBuilder(
                System.getProperty("pg_dump"),
                "-s",
                "-h",
                "localhost",
                "-p",
                String.valueOf(database.port()),
                "-U",
                server.getUser(),
                name);
        dump.environment().put("PGPASSWORD", String.valueOf(server.getPassword()));
        Process process = dump.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }
}
