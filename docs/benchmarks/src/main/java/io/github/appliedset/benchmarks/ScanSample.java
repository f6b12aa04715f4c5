package io.github.appliedset.benchmarks;

import io.github.appliedset.source.ResourceMigrationSource;
import java.util.List;
import java.util.concurrent.Callable;
import liquibase.integration.spring.SpringResourceAccessor;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** A JVM of its own that finds the files on the class path, once cold and then some times warm. */
final class ScanSample {

    private ScanSample() {}

    /** Takes the tool and how often it looks again. */
    public static void main(String[] arguments) throws Exception {
        Callable<Integer> scan = scan(Tool.valueOf(arguments[0]));
        for (int i = 0; i <= Integer.parseInt(arguments[1]); i++) {
            long start = System.nanoTime();
            int found = scan.call();
            SampleJvm.print(i == 0 ? "cold" : "warm", (System.nanoTime() - start) / 1e6);
            SampleJvm.print("found", found);
        }
    }

    private static Callable<Integer> scan(Tool tool) {
        return switch (tool) {
            case APPLIED_SET ->
                () -> new ResourceMigrationSource(new DefaultResourceLoader(), List.of("classpath:" + tool.folder()))
                        .load()
                        .size();
            case LIQUIBASE ->
                () -> new SpringResourceAccessor(new DefaultResourceLoader())
                        .search(tool.folder() + "/", true)
                        .size();
            default ->
                () -> new PathMatchingResourcePatternResolver()
                        .getResources("classpath*:" + tool.folder() + "/*.sql")
                        .length;
        };
    }
}
