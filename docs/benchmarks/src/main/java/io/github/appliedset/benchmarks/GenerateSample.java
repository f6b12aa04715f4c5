package io.github.appliedset.benchmarks;

import io.github.appliedset.generate.GeneratedMigrations;
import io.github.appliedset.generate.MigrationGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** A JVM of its own that generates the migration for one change, and writes it. */
final class GenerateSample {

    private GenerateSample() {}

    /** Takes the folder with the migrations and the declared files, and the URL of a database. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("generated");
        long start = System.nanoTime();
        GeneratedMigrations generated = generate(Path.of(arguments[0]), arguments[1], folder);
        SampleJvm.print("cold", (System.nanoTime() - start) / 1e6);
        FileSystemUtils.deleteRecursively(folder);
        if (generated.migrations().size() != 1) {
            throw new IllegalStateException("generated " + generated);
        }
    }

    private static GeneratedMigrations generate(Path root, String url, Path folder) {
        GeneratedMigrations generated = MigrationGenerator.builder()
                .dataSource(Recorded.dataSource(url))
                .locations("file:" + root.resolve(DeclaredTables.MIGRATIONS))
                .declared("file:" + root.resolve(DeclaredTables.DECLARED))
                .build()
                .generate();
        generated.write(folder);
        return generated;
    }
}
