package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.support.JdbcProxy;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** PostgreSQL, made to behave like a product that speaks its protocol and does something else. */
@ExtendWith(OutputCaptureExtension.class)
class OtherEngineTests extends MigratorTestSupport {

    private static final String CREATES_CANARY = "CREATE TABLE public.applied_migrations_canary";

    @BeforeEach
    void writeFile() {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
    }

    private static DataSource rewriting(TestDatabase database, UnaryOperator<String> rewrite) {
        return ProxyDataSourceBuilder.create(database.dataSource())
                .queryTransformer(query -> rewrite.apply(query.getQuery()))
                .build();
    }

    private static String saying(String version, String sql) {
        return sql.replace("pg_catalog.version()", "'" + version + "'");
    }

    private DatabaseAccessException refusal(TestDatabase database, DataSource engine, boolean dryRun) {
        Migrator migrator = migrator(database).dataSource(engine).build();
        DatabaseAccessException refusal =
                catchThrowableOfType(DatabaseAccessException.class, () -> run(migrator, dryRun));
        assertThat(refusal.reference().anchor()).isEqualTo("engine");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.hasTable("public.applied_migrations_canary")).isFalse();
        return refusal;
    }

    private static void run(Migrator migrator, boolean dryRun) {
        if (dryRun) {
            migrator.dryRun();
        } else {
            migrator.migrate();
        }
    }

    /** As CockroachDB does with {@code autocommit_before_ddl}. */
    @Test
    void refusesAnEngineWhoseDdlCommits(TestDatabase database) {
        DataSource engine = rewriting(
                database,
                sql -> saying("CockroachDB CCL v25.1.0", sql).replace(CREATES_CANARY, "COMMIT; " + CREATES_CANARY));

        // The lock ended with its transaction, too; half done migrations are the worse of the two.
        for (boolean dryRun : new boolean[] {false, true}) {
            database.execute("DROP TABLE IF EXISTS public.applied_migrations_canary");
            assertThat(refusal(database, committing(engine), dryRun))
                    .hasMessageContaining("The server is CockroachDB 25.1.0, not PostgreSQL")
                    .hasMessageContaining("still there after its rollback")
                    .hasMessageContaining("The table public.applied_migrations_canary was dropped.")
                    .hasMessageContaining("Nothing was applied");
        }
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    /** What follows the text's own COMMIT is committed at once, as if each table were a transaction. */
    private static DataSource committing(DataSource engine) {
        return ProxyDataSourceBuilder.create(engine)
                .queryTransformer(query ->
                        query.getQuery().startsWith(CREATES_CANARY) ? query.getQuery() + "; COMMIT" : query.getQuery())
                .build();
    }

    /** As YugabyteDB does without its flag: each table is a transaction of its own, and the current one goes on. */
    @Test
    void tablesInTheirOwnTransactionsAreRefused(TestDatabase database) {
        DataSource engine = rewriting(database, sql -> {
            if (sql.startsWith(CREATES_CANARY)) {
                database.execute(sql);
                return "SELECT 1";
            }
            return saying("PostgreSQL 15.12-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu", sql);
        });

        for (boolean dryRun : new boolean[] {false, true}) {
            assertThat(refusal(database, engine, dryRun))
                    .hasMessageContaining("The server is YugabyteDB 2025.1.0.0, not PostgreSQL")
                    .hasMessageContaining("still there after its rollback");
        }
    }

    /** As CockroachDB did for years: the functions are there, and do nothing. */
    @Test
    void refusesAnEngineWithIneffectiveLocks(TestDatabase database) {
        DataSource engine = rewriting(
                database, sql -> sql.replaceAll("pg_catalog\\.pg_try_advisory_xact_lock\\(-?\\d+\\)", "true"));

        for (boolean dryRun : new boolean[] {false, true}) {
            assertThat(refusal(database, engine, dryRun))
                    .hasMessageContaining("The server is PostgreSQL ")
                    .hasMessageNotContaining("not PostgreSQL")
                    .hasMessageContaining("does not hold its advisory lock");
        }
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void otherEngineThatKeepsThePromisesIsNamedAndUsed(TestDatabase database, CapturedOutput output) {
        DataSource engine = rewriting(
                database,
                sql -> sql.contains("extname") && sql.contains("'citus'")
                        ? "SELECT pg_catalog.version(), NULL, '13.0-1'"
                        : sql);

        migrator(database).dataSource(engine).build().migrate();

        assertThat(database.applied()).containsExactly("1_a");
        assertThat(output).contains("The server is Citus 13.0-1, which applied-set is not tested with");
    }

    @Test
    void existingTrackerIsNotAskedAgain(TestDatabase database) {
        List<String> sent = new ArrayList<>();
        DataSource recording = rewriting(database, sql -> {
            sent.add(sql);
            return sql;
        });
        Migrator migrator = migrator(database).dataSource(recording).build();
        migrator.migrate();
        assertThat(sent).anyMatch(sql -> sql.startsWith(CREATES_CANARY));
        sent.clear();
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");

        migrator.migrate();

        assertThat(database.applied()).containsExactly("1_a", "2_b");
        assertThat(sent).noneMatch(sql -> sql.contains("canary") || sql.contains("pg_catalog.version()"));
    }

    /** Such a user may try changes of rows, in a tracker that its owner has created. */
    @Test
    void dryRunWithoutTheRightToCreateTables(TestDatabase database) {
        migrate(database);
        this.files.with("2_b.up.sql", "INSERT INTO public.a VALUES (1);");
        String user = database.name() + "_writer";
        database.executeAsSuperuser(
                "CREATE ROLE " + user + " LOGIN PASSWORD 'secret'",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO " + user,
                "ALTER TABLE public.applied_migrations OWNER TO " + user);

        try {
            assertThat(migrator(database)
                            .dataSource(database.dataSource(user, "secret"))
                            .build()
                            .dryRun()
                            .attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.failure()).isNull());
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + user + " CASCADE", "DROP ROLE " + user);
        }
    }

    @Test
    void reportsAnEngineWithAnUnsupportedVersion(TestDatabase database) {
        DataSource engine = JdbcProxy.of(DataSource.class, (proxy, method, arguments) -> {
            Object result = JdbcProxy.pass(
                    method,
                    rewriting(database, sql -> saying("CockroachDB CCL v25.1.0 (x86_64-pc-linux-gnu)", sql)),
                    arguments);
            return result instanceof Connection connection ? ofVersion13(connection) : result;
        });

        assertThatExceptionOfType(DatabaseAccessException.class)
                .isThrownBy(() -> migrator(database).dataSource(engine).build().migrate())
                .withMessageContaining("The server is CockroachDB 25.1.0, not PostgreSQL, and says that it does what"
                        + " PostgreSQL 13.0.0 does, older than 14. Nothing was applied.");
    }

    private static Connection ofVersion13(Connection connection) {
        return JdbcProxy.of(Connection.class, (proxy, method, arguments) -> {
            Object result = JdbcProxy.pass(method, connection, arguments);
            return result instanceof DatabaseMetaData metaData
                    ? JdbcProxy.of(DatabaseMetaData.class, (self, question, none) -> switch (question.getName()) {
                        case "getDatabaseMajorVersion" -> 13;
                        case "getDatabaseProductVersion" -> "13.0.0";
                        default -> JdbcProxy.pass(question, metaData, none);
                    })
                    : result;
        });
    }

    @Test
    void engineThatRefusesOurOwnStatementIsNamed(TestDatabase database) {
        DataSource engine = rewriting(
                database,
                sql -> saying("PostgreSQL 15.12-YB-2025.1.0.0-b0", sql).replace("TABLESAMPLE", "TABLESAMPLE IN SPACE"));
        Sql.execute(database.dataSource(), "CREATE TABLE public.applied_migrations (version bigint)");

        assertThatExceptionOfType(DatabaseAccessException.class)
                .isThrownBy(() -> migrator(database).dataSource(engine).build().migrate())
                .withMessageContaining("The server is YugabyteDB 2025.1.0.0, not PostgreSQL, and refused a statement of"
                        + " applied-set itself")
                .withMessageContaining("SQLSTATE 42601");
    }
}
