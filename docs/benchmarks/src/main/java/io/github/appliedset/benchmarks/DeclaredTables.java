package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An application that declares its tables: one migration and one declared file for each, with an identity, a foreign key, a check
 * and an index. One table is declared with a column that no migration has added.
 */
final class DeclaredTables {

    static final String MIGRATIONS = "db/migration";
    static final String DECLARED = "db/schema";

    private static final int TABLES_BETWEEN = 3;

    private DeclaredTables() {}

    /** Writes both below a root. */
    static Path write(Path root, int count) throws IOException {
        Path migrations = Files.createDirectories(root.resolve(MIGRATIONS));
        Path declared = Files.createDirectories(root.resolve(DECLARED));
        for (int table = 1; table <= count; table++) {
            String sql = sql(table);
            Files.writeString(migrations.resolve("%05d_table.up.sql".formatted(table)), sql);
            Files.writeString(
                    declared.resolve("t%05d.sql".formatted(table)),
                    table == count / 2 ? sql.replace("\n);\n", ",\n    nickname   text\n);\n") : sql);
        }
        return root;
    }

    private static String sql(int table) {
        String other = table > TABLES_BETWEEN ? " REFERENCES t" + (table - TABLES_BETWEEN) : "";
        return """
                CREATE TABLE t%1$d (
                    id         bigint         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    other      bigint         NOT NULL%2$s,
                    name       text           NOT NULL,
                    amount     numeric(12, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0),
                    active     boolean        NOT NULL DEFAULT true,
                    created_at timestamptz    NOT NULL DEFAULT now()
                );
                CREATE INDEX t%1$d_other ON t%1$d (other);
                """.formatted(table, other);
    }
}
