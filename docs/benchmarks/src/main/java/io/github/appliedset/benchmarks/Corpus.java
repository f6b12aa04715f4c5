package io.github.appliedset.benchmarks;

import io.github.appliedset.source.MigrationIndex;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * The migrations that everybody runs: of twenty, twelve create a table with an index, four alter one, two insert rows, one
 * creates a function and one a view; of one to three KB each.
 */
final class Corpus {

    private static final int KINDS = 20;
    private static final int CREATED_BEFORE = 12;

    /** Files of a checkout are older than the start, and not all of one moment. */
    private static final Instant FIRST_CHANGE = Instant.parse("2026-01-01T00:00:00Z");

    private Corpus() {}

    /** Writes the migrations of a tool below a root of a class path. */
    static Path write(Path root, Tool tool, int count) throws IOException {
        Files.createDirectories(root.resolve(tool.folder()));
        for (int version = 1; version <= count; version++) {
            add(root, tool, version, sql(version));
        }
        if (tool == Tool.LIQUIBASE) {
            Files.writeString(root.resolve("db/changelog.yaml"), """
                    databaseChangeLog:
                      - includeAll:
                          path: db/changes/
                    """);
        }
        return root;
    }

    /** Adds one that does not touch what the others made. */
    static void addOneMore(Path root, Tool tool, int version) throws IOException {
        add(root, tool, version, "CREATE TABLE one_more (id bigint PRIMARY KEY, note text NOT NULL);\n");
    }

    /** Copies all that there is below a root. */
    static void copy(Path root, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                Files.copy(path, target.resolve(root.relativize(path).toString()));
            }
        }
    }

    /** Writes down which migrations there are, as a build ahead of time does. */
    static void addIndex(Path root) throws IOException {
        try (URLClassLoader classes = new URLClassLoader(new URL[] {root.toUri().toURL()}, null)) {
            MigrationIndex index = MigrationIndex.of(
                    new DefaultResourceLoader(classes), List.of("classpath:" + Tool.APPLIED_SET.folder()));
            Path file = root.resolve(MigrationIndex.RESOURCE);
            Files.createDirectories(file.getParent());
            Files.writeString(file, index.text());
        }
    }

    private static void add(Path root, Tool tool, int version, String sql) throws IOException {
        String header = tool == Tool.LIQUIBASE
                ? "--liquibase formatted sql\n--changeset benchmark:" + version + " splitStatements:false\n"
                : "";
        Path file = Files.writeString(root.resolve(tool.path(version, "migration")), header + sql);
        Files.setLastModifiedTime(file, FileTime.from(FIRST_CHANGE.plusSeconds(version)));
    }

    /** Gives each version its SQL, as it stands in the file. */
    static void each(int count, BiConsumer<Integer, String> consumer) {
        for (int version = 1; version <= count; version++) {
            consumer.accept(version, sql(version));
        }
    }

    private static String sql(int version) {
        int kind = (version - 1) % KINDS;
        int before = version - CREATED_BEFORE;
        String statements = switch (kind) {
            case 12, 13, 14, 15 -> """
                        ALTER TABLE t%2$d ADD COLUMN extra_%1$d text NOT NULL DEFAULT 'none';
                        ALTER TABLE t%2$d ADD CONSTRAINT c%1$d CHECK (amount >= 0);
                        """.formatted(version, before);
            case 16, 17 -> """
                        INSERT INTO t%d (id, name, amount)
                        SELECT n, 'name ' || n, n FROM generate_series(1, 20) AS n;
                        """.formatted(before);
            case 18 -> """
                        CREATE FUNCTION f%1$d(a bigint) RETURNS bigint LANGUAGE plpgsql AS $$
                        BEGIN
                            -- The semicolons in here are not the end of the statement;
                            RETURN a + %1$d;
                        END
                        $$;
                        """.formatted(version);
            case 19 -> "CREATE VIEW v%d AS SELECT id, name, amount FROM t%d WHERE active;\n".formatted(version, before);
            default -> """
                        CREATE TABLE t%1$d (
                            id         bigint         PRIMARY KEY,
                            name       text           NOT NULL,
                            amount     numeric(12, 2) NOT NULL DEFAULT 0,
                            active     boolean        NOT NULL DEFAULT true,
                            created_at timestamptz    NOT NULL DEFAULT now()
                        );
                        CREATE INDEX i%1$d ON t%1$d (name, created_at);
                        """.formatted(version);
        };
        return comment(version) + statements;
    }

    /** What people write above their SQL; brings the file to its size. */
    private static String comment(int version) {
        int lines = 8 + version % 20;
        return ("-- Ticket " + version
                        + ": the reason for the change, and what to look at if it has to be undone again\n")
                .repeat(lines);
    }
}
