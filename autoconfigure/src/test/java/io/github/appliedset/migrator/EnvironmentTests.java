package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same migrations by several instances at once, whatever the pool, the schema and the role are. */
class EnvironmentTests extends MigratorTestSupport {

    private static final int INSTANCES = 4;
    private static final int MIGRATIONS = 12;

    @ParameterizedTest
    @CsvSource({
        "true,  10, public,      owner",
        "false, 10, public,      owner",
        "true,  1,  public,      owner",
        "false, 1,  public,      owner",
        "false, 2,  'Odd \"App', owner",
        "true,  1,  'Odd \"App', guest",
        "false, 1,  tracker,     guest",
    })
    void everyMigrationRunsOnceAndConcurrentIndexesAreBuilt(
            boolean autoCommit, int poolSize, String schema, String role, TestDatabase database) throws Exception {
        String user = role.equals("owner") ? database.username() : database.name() + "_guest";
        if (!role.equals("owner")) {
            database.executeAsSuperuser(
                    "CREATE ROLE " + user + " LOGIN PASSWORD 'secret'",
                    "GRANT CREATE ON DATABASE " + database.name() + " TO " + user,
                    "GRANT USAGE, CREATE ON SCHEMA public TO " + user);
        }
        this.files.with("1_first.up.sql", "CREATE TABLE public.effects (version int);");
        for (int version = 2; version <= MIGRATIONS; version++) {
            this.files.with(
                    version + "_x.up.sql",
                    version % 4 == 0
                            ? "CREATE INDEX CONCURRENTLY i" + version + " ON public.effects (version);"
                            : "SET search_path = ''; INSERT INTO public.effects VALUES (" + version + ");");
        }

        int applied = Together.run(INSTANCES, instance -> () -> {
                    try (HikariDataSource pool = pool(database, user, autoCommit, poolSize)) {
                        return migrator(database)
                                .dataSource(pool)
                                .schema(schema)
                                .build()
                                .migrate()
                                .applied()
                                .size();
                    }
                })
                .stream()
                .mapToInt(Integer::intValue)
                .sum();

        assertThat(applied).isEqualTo(MIGRATIONS);
        assertThat(database.query("SELECT has_table_privilege('public.effects', 'SELECT')"))
                .hasSize(1);
        database.executeAsSuperuser("GRANT SELECT ON public.effects TO " + database.username());
        assertThat(database.query("SELECT version FROM public.effects ORDER BY version"))
                .containsExactlyElementsOf(IntStream.rangeClosed(2, MIGRATIONS)
                        .filter(version -> version % 4 != 0)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'public.effects'::regclass"))
                .containsExactly("t", "t", "t");
        if (!role.equals("owner")) {
            database.executeAsSuperuser("DROP OWNED BY " + user + " CASCADE", "DROP ROLE " + user);
        }
    }

    private static HikariDataSource pool(TestDatabase database, String user, boolean autoCommit, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(user);
        config.setPassword("secret");
        config.setAutoCommit(autoCommit);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
