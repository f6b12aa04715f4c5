package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every kind of statement that PostgreSQL refuses inside a transaction block, alone in a file without a directive. */
@Tag("faults")
@ExtendWith(OutputCaptureExtension.class)
class StatementKindTests {

    private static final Map<String, String> SETTINGS =
            Map.of("wal_level", "logical", "max_prepared_transactions", "5", "allow_in_place_tablespaces", "on");

    private static ServerProcess publisher;
    private static ServerProcess server;
    private static int databases;

    @BeforeAll
    static void start() {
        publisher = ServerProcess.start(SETTINGS);
        publisher.execute("postgres", "CREATE TABLE public.t (a int, b int)", "CREATE PUBLICATION p FOR ALL TABLES");
        server = ServerProcess.start(SETTINGS);
        server.execute(
                "postgres",
                "CREATE DATABASE other",
                "CREATE DATABASE moving",
                "CREATE DATABASE doomed",
                "CREATE DATABASE unwanted");
        server.execute("postgres", "CREATE TABLESPACE here LOCATION ''", "CREATE TABLESPACE doomed LOCATION ''");
    }

    @AfterAll
    static void stop() {
        server.close();
        publisher.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE DATABASE made                                                 | 14
            DROP DATABASE doomed                                                 | 14
            ALTER DATABASE moving SET TABLESPACE here                            | 14
            CREATE TABLESPACE made LOCATION ''                                   | 14
            DROP TABLESPACE doomed                                               | 14
            VACUUM                                                               | 14
            VACUUM public.t                                                      | 14
            VACUUM (FULL, ANALYZE) public.t                                      | 14
            CLUSTER                                                              | 14
            CLUSTER public.p USING p_a                                           | 15
            REINDEX SCHEMA public                                                | 14
            REINDEX DATABASE {database}                                          | 14
            REINDEX SYSTEM {database}                                            | 14
            REINDEX TABLE public.p                                               | 14
            REINDEX INDEX public.p_a                                             | 14
            REINDEX TABLE CONCURRENTLY public.t                                  | 14
            REINDEX (VERBOSE) INDEX CONCURRENTLY public.t_b                      | 14
            REINDEX SCHEMA CONCURRENTLY public                                   | 14
            CREATE INDEX CONCURRENTLY i ON public.t (a)                          | 14
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON public.t (a)     | 14
            CREATE INDEX CONCURRENTLY ON public.t (a)                            | 14
            DROP INDEX CONCURRENTLY public.t_b                                   | 14
            ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY         | 14
            ALTER SYSTEM SET work_mem = '5MB'                                    | 14
            ALTER SYSTEM RESET ALL                                               | 14
            CREATE SUBSCRIPTION made CONNECTION '{publisher}' PUBLICATION p      | 14
            DROP SUBSCRIPTION s                                                  | 14
            ALTER SUBSCRIPTION s REFRESH PUBLICATION                             | 14
            COMMIT PREPARED 'tx'                                                 | 14
            ROLLBACK PREPARED 'tx'                                               | 14
            DISCARD ALL                                                          | 14
            """)
    void runsWithoutADirective(String statement, int since, @TempDir Path folder, CapturedOutput output) {
        assumeServerKnows(since);
        String database = createDatabase(statement);
        MigrationFolder files = new MigrationFolder(folder)
                .with("1_a.up.sql", completed(statement, database))
                .with("2_b.up.sql", "SELECT 1;\n");

        migrator(database, files).migrate();

        assertThat(server.query(database, "SELECT version FROM public.applied_migrations ORDER BY 1"))
                .containsExactly("1", "2");
        assertThat(output).contains("Migration 1_a runs outside a transaction");
        dropSubscriptions(database);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DROP DATABASE unwanted                                               | 14
            VACUUM (FULL, ANALYZE) public.t                                      | 14
            CLUSTER public.p USING p_a                                           | 15
            REINDEX TABLE CONCURRENTLY public.t                                  | 14
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON public.t (a)     | 14
            DROP INDEX CONCURRENTLY public.t_b                                   | 14
            ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY         | 14
            ALTER SYSTEM RESET work_mem                                          | 14
            DROP SUBSCRIPTION s                                                  | 14
            ROLLBACK PREPARED 'tx'                                               | 14
            DISCARD ALL                                                          | 14
            """)
    void runsWithoutADirectiveInADownFile(String statement, int since, @TempDir Path folder, CapturedOutput output) {
        assumeServerKnows(since);
        String database = createDatabase(statement);
        MigrationFolder files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.made (a int);\n")
                .with("1_a.down.sql", "DROP TABLE public.made;\n")
                .with("2_b.up.sql", "SELECT 1;\n")
                .with("2_b.down.sql", completed(statement, database));
        Migrator migrator = migrator(database, files);
        migrator.migrate();

        migrator.rollback(2);

        assertThat(server.query(database, "SELECT version FROM public.applied_migrations"))
                .isEmpty();
        assertThat(server.query(database, "SELECT version FROM public.applied_migrations_unfinished"))
                .isEmpty();
        assertThat(output).contains("Rollback of 2_b runs outside a transaction");
        dropSubscriptions(database);
    }

    private static void assumeServerKnows(int since) {
        assumeThat(Integer.parseInt(
                        server.query("postgres", "SHOW server_version_num").get(0)))
                .as("a server that knows the statement")
                .isGreaterThanOrEqualTo(since * 10_000);
    }

    /** With what the statement is about. */
    private static String createDatabase(String statement) {
        String database = "kinds_" + ++databases;
        server.execute("postgres", "CREATE DATABASE " + database);
        server.execute(
                database,
                "CREATE TABLE public.t (a int, b int)",
                "CREATE INDEX t_b ON public.t (b)",
                "CREATE TABLE public.p (a int) PARTITION BY RANGE (a)",
                "CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM (1) TO (2)",
                "CREATE INDEX p_a ON public.p (a)");
        if (statement.contains("SUBSCRIPTION s")) {
            server.execute(
                    database,
                    "CREATE SUBSCRIPTION s CONNECTION '" + connection() + "' PUBLICATION p WITH (slot_name = 's_"
                            + databases + "')");
        }
        if (statement.contains("PREPARED")) {
            server.execute(database, "BEGIN; CREATE TABLE public.prepared (a int); PREPARE TRANSACTION 'tx'");
        }
        return database;
    }

    private static String connection() {
        return "host=localhost port=" + publisher.port() + " dbname=postgres user=postgres";
    }

    private static String completed(String statement, String database) {
        return statement.replace("{database}", database).replace("{publisher}", connection()) + ";\n";
    }

    private static Migrator migrator(String database, MigrationFolder files) {
        return Migrator.builder()
                .dataSource(server.dataSource(database))
                .locations(files.location())
                .build();
    }

    private static void dropSubscriptions(String database) {
        for (String subscription : server.query(
                database,
                "SELECT subname FROM pg_subscription"
                        + " WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())")) {
            server.execute(database, "DROP SUBSCRIPTION " + subscription);
        }
    }
}
