package io.github.appliedset.benchmarks;

import io.github.appliedset.migrator.Migrator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.DefaultResourceLoader;

/** Threads that are instances, each with its own engine and its own connections, in one JVM that has done it before. */
final class InstancesSample {

    private static final int WARM_UPS = 50;

    private InstancesSample() {}

    /** Takes the tool, the number of instances, the URL of the database, and those of databases to warm up with. */
    public static void main(String[] arguments) throws Exception {
        // Here is no application that would keep Liquibase from saying what it does.
        Logger.getLogger("").setLevel(Level.WARNING);
        Tool tool = Tool.valueOf(arguments[0]);
        int instances = Integer.parseInt(arguments[1]);
        List<String> warmUp = List.of(arguments).subList(3, arguments.length);
        for (int i = 0; i < WARM_UPS; i++) {
            instance(tool, Recorded.dataSource(warmUp.get(i % warmUp.size()))).call();
        }
        together(tool, arguments[2], instances).forEach((what, values) -> SampleJvm.print(what, values.get(0)));
        // Threads of the tools must not keep this JVM.
        System.exit(0);
    }

    private static Map<String, List<Double>> together(Tool tool, String url, int instances) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        List<Future<Object>> ends = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            ends.add(threads.submit(() -> {
                go.await();
                return instance(tool, Recorded.dataSource(url)).call();
            }));
        }
        return ServerWork.during(url, () -> {
            go.countDown();
            for (Future<Object> end : ends) {
                end.get();
            }
            return ends;
        });
    }

    private static Callable<?> instance(Tool tool, DataSource dataSource) {
        return switch (tool) {
            case APPLIED_SET ->
                // By name: the package of its result is a different one in older versions, which are compared with.
                () -> Migrator.class
                        .getMethod("migrate")
                        .invoke(Migrator.builder().dataSource(dataSource).build());
            case FLYWAY ->
                () -> Flyway.configure()
                        .dataSource(dataSource)
                        .locations("classpath:db/flyway")
                        .load()
                        .migrate();
            case LIQUIBASE ->
                () -> {
                    SpringLiquibase liquibase = new SpringLiquibase();
                    liquibase.setDataSource(dataSource);
                    liquibase.setChangeLog("classpath:db/changelog.yaml");
                    liquibase.setResourceLoader(new DefaultResourceLoader());
                    liquibase.afterPropertiesSet();
                    return liquibase;
                };
            default ->
                () -> {
                    try (Connection connection = dataSource.getConnection();
                            Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery("SELECT version, checksum FROM bare_migrations")) {
                        return rows.next();
                    }
                };
        };
    }
}
