package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.support.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All statements of a run go the same way: together, past JDBC, or one by one through the DataSource. */
class StatementWayTests extends MigratorTestSupport {

    private static final String EVERYTHING = """
            CREATE TABLE public.a (id int PRIMARY KEY, b int REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);
            CREATE FUNCTION public.twice(x int) RETURNS int LANGUAGE sql
            BEGIN ATOMIC SELECT CASE WHEN x > 0 THEN x * 2 ELSE 0 END; END;
            CREATE FUNCTION public.text() RETURNS text LANGUAGE sql AS $$ SELECT 'a;b'; $$;
            SELECT '{"a": 1}'::jsonb ? 'a', '{fn now()}';
            COPY public.a (id) FROM STDIN;
            1
            \\.
            INSERT INTO public.a SELECT g FROM generate_series(2, 2000) g RETURNING id;
            DO $$ BEGIN RAISE WARNING 'watch out'; END $$;
            """;

    private static DataSource recording(DataSource target, List<String> seen) {
        return ProxyDataSourceBuilder.create(target)
                .afterQuery((execution, queries) -> queries.forEach(query -> seen.add(query.getQuery())))
                .build();
    }

    @Test
    void wrapperSeesEveryStatement(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);\nSELECT 1;\nCREATE TABLE public.b (id int);\n")
                .with("2_b.up.sql", "-- applied-set: no-transaction\nCREATE TABLE public.c (id int);\n");
        List<String> seen = new ArrayList<>();

        migrator(database)
                .dataSource(recording(database.dataSource(), seen))
                .build()
                .migrate();

        assertThat(seen)
                .containsSubsequence(
                        "CREATE TABLE public.a (id int)",
                        "SELECT 1",
                        "CREATE TABLE public.b (id int)",
                        "CREATE TABLE public.c (id int)");
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    @Test
    void rewrittenNamesAreTheSameInAllFiles(TestDatabase database) {
        database.execute("CREATE SCHEMA tenant_a");
        this.files
                .with("1_a.up.sql", "CREATE TABLE tenant_x.t (id int);\nSELECT * FROM tenant_x.t;\n")
                .with("2_b.up.sql", "-- applied-set: no-transaction\nCREATE TABLE tenant_x.u (id int);\n");
        DataSource rewriting = ProxyDataSourceBuilder.create(database.dataSource())
                .queryTransformer(query -> query.getQuery().replace("tenant_x", "tenant_a"))
                .build();

        migrator(database).dataSource(rewriting).build().migrate();

        assertThat(database.hasTable("tenant_a.t")).isTrue();
        assertThat(database.hasTable("tenant_a.u")).isTrue();
    }

    /** Below the pool, where the pool's own class hides it. */
    @Test
    void wrapperAroundTheDriverSeesThemToo(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        List<String> seen = new ArrayList<>();
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(recording(database.dataSource(), seen));

            migrator(database).dataSource(pool).build().migrate();
        }
        assertThat(seen).contains("CREATE TABLE public.a (id int)");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfStatementRuns(PipelineMode mode, TestDatabase database) {
        this.files.with("1_a.up.sql", EVERYTHING);

        migrator(database).pipeline(mode).build().migrate();

        assertThat(database.query("SELECT count(*) || ' ' || public.twice(4) || public.text() FROM public.a"))
                .containsExactly("2000 8a;b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO public.a (wrong) VALUES (1) | 3 | 23 | 42703",
                "SELECT 1 / 0 | 3 | 1 | 22012",
                "DO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', false); END $$ | 3 | 1 |",
                "INSERT INTO public.a VALUES (2, 3) | 0 | 0 | 23503"
            })
    void guaranteesHoldOneByOne(String third, int line, int column, String sqlState, TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int PRIMARY KEY,"
                        + " b int REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);\n-- ü\n"
                        + third + ";\nCREATE TABLE public.c (id int);\n");

        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class,
                () -> migrator(database).pipeline(PipelineMode.OFF).build().migrate());

        assertThat(failure.details().line()).isEqualTo(line);
        assertThat(failure.details().column()).isEqualTo(column);
        if (sqlState != null) {
            assertThat(failure.details().sqlState()).isEqualTo(sqlState);
        }
        assertThat(failure).hasMessageContaining("failed and was rolled back");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }
}
