package io.github.appliedset.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * A schema for each of many tenants: nothing to do; one new migration, beside a bare loop of the same SQL on as many
 * connections; and one more, with one connection for each process: by one process, and by four at once that share the work. All
 * in this JVM, which is warm from the second sample on.
 */
final class ManyTenants implements Scenario {

    static final String NOTHING = "tenants, nothing to do";
    static final String ONE_NEW = "tenants, one new for each";
    static final String ALONE = "tenants, one new for each, one process with one connection";
    static final String FOUR = "tenants, one new for each, four processes with one connection each";

    private static final int MIGRATIONS = 20;
    private static final int FEWEST = 100;
    private static final int MOST_MIGRATED = 1_000;
    private static final int CONNECTIONS = 4;
    private static final String NEW = "CREATE TABLE one_more_%d (id bigint PRIMARY KEY, name text NOT NULL)";

    @Override
    public void run(Bench bench) throws Exception {
        LoggingSystem.get(ManyTenants.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        for (int count : bench.mode().counts()) {
            if (count < FEWEST) {
                continue;
            }
            String database = bench.server().createDatabase();
            Path files = Files.createDirectory(bench.work().resolve("tenants-" + count));
            for (int version = 1; version <= MIGRATIONS; version++) {
                add(files, version, "SELECT " + version);
            }
            prepare(bench, database, files, count);
            for (int sample = 0; sample <= bench.mode().samples(count); sample++) {
                measure(bench, database, files, count, sample);
            }
            bench.server().drop(database);
        }
    }

    private static void add(Path files, int version, String sql) throws IOException {
        Files.writeString(files.resolve(version + "_m.up.sql"), sql + ";\n");
    }

    /** One tenant is migrated, the others get its tracker. */
    private static void prepare(Bench bench, String database, Path files, int count) throws SQLException {
        try (HikariDataSource pool = pool(bench, database)) {
            tenants(pool, files, 1, 1).migrate().requireCurrent();
        }
        bench.server().execute(database, """
                DO $$ BEGIN
                  CREATE TABLE t1.bare_migrations (version bigint PRIMARY KEY, checksum text NOT NULL);
                  FOR i IN 2..%d LOOP
                    EXECUTE format('CREATE SCHEMA t%%s', i);
                    EXECUTE format('CREATE TABLE t%%s.applied_migrations (LIKE t1.applied_migrations INCLUDING ALL)', i);
                    EXECUTE format('INSERT INTO t%%s.applied_migrations SELECT * FROM t1.applied_migrations', i);
                    EXECUTE format('CREATE TABLE t%%s.bare_migrations (LIKE t1.bare_migrations INCLUDING ALL)', i);
                    IF i %% 200 = 0 THEN COMMIT; END IF;
                  END LOOP;
                END $$""".formatted(count));
        bench.server().execute(database, "ANALYZE");
    }

    private static HikariDataSource pool(Bench bench, String database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(bench.server().url(database));
        config.setUsername("postgres");
        config.setMaximumPoolSize(CONNECTIONS + 1);
        return new HikariDataSource(config);
    }

    private static TenantMigrator tenants(HikariDataSource pool, Path files, int count, int parallelism) {
        List<String> schemas =
                IntStream.rangeClosed(1, count).mapToObj(number -> "t" + number).toList();
        return TenantMigrator.builder(
                        Migrator.builder()
                                .dataSource(pool)
                                .locations("file:" + files)
                                .build(),
                        () -> schemas)
                .parallelism(parallelism)
                .build();
    }

    /** The first sample warms the JVM, and is not counted. */
    private static void measure(Bench bench, String database, Path files, int count, int sample) throws Exception {
        int version = MIGRATIONS + 1 + 3 * sample;
        Measuring measuring = new Measuring(bench, bench.server().url(database), count, sample > 0);
        try (HikariDataSource pool = pool(bench, database)) {
            measuring.add(
                    NOTHING,
                    Tool.APPLIED_SET,
                    () -> tenants(pool, files, count, CONNECTIONS).migrate());
            if (count > MOST_MIGRATED) {
                return;
            }
            measuring.add(ONE_NEW, Tool.BARE, () -> bareLoop(pool, 1_000_000 + version, count));
            add(files, version, NEW.formatted(version));
            measuring.add(
                    ONE_NEW,
                    Tool.APPLIED_SET,
                    () -> tenants(pool, files, count, CONNECTIONS).migrate());
        }
        add(files, version + 1, NEW.formatted(version + 1));
        measuring.add(ALONE, Tool.APPLIED_SET, () -> processes(1, bench, database, files, count));
        add(files, version + 2, NEW.formatted(version + 2));
        measuring.add(FOUR, Tool.APPLIED_SET, () -> processes(4, bench, database, files, count));
    }

    /** Where it goes; the first sample nowhere. */
    private record Measuring(Bench bench, String url, int count, boolean counts) {

        void add(String scenario, Tool tool, Callable<?> work) throws Exception {
            Map<String, List<Double>> took = ServerWork.during(this.url, work);
            System.out.printf(
                    "%s, %,d, %s: %,.0f ms%n",
                    scenario, this.count, tool, took.get(ServerWork.ELAPSED).get(0));
            if (this.counts) {
                this.bench.results().add(scenario, this.count, "ms", tool, took.get(ServerWork.ELAPSED));
                ServerProfile.add(this.bench, scenario, this.count, tool, took);
            }
        }
    }

    private static List<TenantReport> processes(int number, Bench bench, String database, Path files, int count)
            throws Exception {
        return together(number, () -> {
            try (HikariDataSource pool = pool(bench, database)) {
                TenantReport report = tenants(pool, files, count, 1).migrate();
                report.requireCurrent();
                return report;
            }
        });
    }

    /** The statement, the row and the schema for each tenant, without any care. */
    private static List<Integer> bareLoop(HikariDataSource pool, int version, int count) throws Exception {
        AtomicInteger next = new AtomicInteger();
        return together(CONNECTIONS, () -> {
            int done = 0;
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                for (int tenant = next.incrementAndGet(); tenant <= count; tenant = next.incrementAndGet()) {
                    statement.execute("BEGIN; SET LOCAL search_path = t" + tenant + "; " + NEW.formatted(version)
                            + "; INSERT INTO bare_migrations VALUES (" + version + ", 'x'); COMMIT");
                    done++;
                }
            }
            return done;
        });
    }

    private static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                running.add(executor.submit(work));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        } finally {
            executor.shutdown();
        }
    }
}
