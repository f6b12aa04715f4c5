package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs files with psql, in one session, each with a row in one transaction. */
final class Psql {

    private Psql() {}

    /** Returns the milliseconds that psql took from its start to its end. */
    static double run(Server server, String database, Path root, int count) throws IOException {
        StringBuilder script = new StringBuilder("CREATE TABLE psql_migrations (version bigint PRIMARY KEY);\n");
        for (int version = 1; version <= count; version++) {
            script.append("BEGIN;\n\\i ")
                    .append(root.resolve(Tool.BARE.path(version, "migration")).toAbsolutePath())
                    .append("\nINSERT INTO psql_migrations VALUES (" + version + ");\nCOMMIT;\n");
        }
        Path file = Files.createTempFile("benchmark", ".psql");
        Files.writeString(file, script);
        ProcessBuilder psql = new ProcessBuilder(
                "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "localhost",
                "-p",
                Integer.toString(server.port()),
                "-U",
                "postgres",
                "-f",
                file.toString(),
                database);
        long start = System.nanoTime();
        try {
            if (psql.inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException("psql failed");
            }
            return (System.nanoTime() - start) / 1e6;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        } finally {
            Files.delete(file);
        }
    }
}
