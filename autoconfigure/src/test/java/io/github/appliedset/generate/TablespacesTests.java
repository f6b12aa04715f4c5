package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where rows are stored is a matter of a server's setup: a declared place is never left out without a word. */
@PostgresTest
@DisabledIfSystemProperty(
        named = "test.postgres.major",
        matches = "14",
        disabledReason = "tablespaces need a folder there")
class TablespacesTests {

    private static final String ELSEWHERE = "applied_set_elsewhere";

    @TempDir
    private Path folder;

    @BeforeAll
    static void createTablespace(TestDatabase database) throws SQLException {
        execute(database, "SET allow_in_place_tablespaces = on", "CREATE TABLESPACE " + ELSEWHERE + " LOCATION ''");
    }

    @AfterAll
    static void dropTablespace(TestDatabase database) throws SQLException {
        execute(database, "DROP TABLESPACE " + ELSEWHERE);
    }

    private static void execute(TestDatabase database, String... statements) throws SQLException {
        try (Connection connection = database.superuser().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (a int) TABLESPACE applied_set_elsewhere;",
                "CREATE TABLE t (a int); CREATE TABLE u (a int) TABLESPACE applied_set_elsewhere;",
                "CREATE TABLE t (a int); CREATE INDEX ON t (a) TABLESPACE applied_set_elsewhere;",
                "CREATE TABLE t (a int UNIQUE USING INDEX TABLESPACE applied_set_elsewhere);",
                "CREATE TABLE t (a int) ; CREATE MATERIALIZED VIEW m TABLESPACE applied_set_elsewhere AS SELECT a FROM t;",
                "CREATE TABLE t (a int); CREATE TABLE p (a int) PARTITION BY LIST (a) TABLESPACE applied_set_elsewhere;"
            })
    void declaredTablespaceIsRefusedByName(String declared, TestDatabase database) throws IOException {
        Path migrations = Files.createDirectory(this.folder.resolve("migration"));
        Path schema = Files.createDirectory(this.folder.resolve("schema"));
        new MigrationFolder(migrations).with("1_from.up.sql", "CREATE TABLE t (a int);");
        Files.writeString(schema.resolve("to.sql"), declared);
        MigrationGenerator generator = MigrationGenerator.builder()
                .dataSource(database.superuser())
                .locations("file:" + migrations)
                .declared("file:" + schema)
                .build();

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(generator::generate)
                .withMessageContaining("tablespace: expected " + ELSEWHERE);
    }
}
