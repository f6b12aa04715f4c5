package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A declared tablespace is where rows are stored afterwards, and the way back leads to that of the database. */
@PostgresTest
@DisabledIfSystemProperty(
        named = "test.postgres.major",
        matches = "14",
        disabledReason = "tablespaces need a folder there")
class TablespacesTests {

    private static final String START = """
            CREATE TABLE t (a int, b int);
            INSERT INTO t VALUES (1, 1);
            CREATE INDEX i ON t (a);
            ALTER TABLE t ADD CONSTRAINT k UNIQUE (b);
            CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
            CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
            CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
            CREATE INDEX pi ON p (b);
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void createTablespace(TestDatabase database) {
        Sql.execute(
                database.superuser(),
                "SET allow_in_place_tablespaces = on",
                "CREATE TABLESPACE applied_set_elsewhere LOCATION ''");
    }

    @AfterAll
    static void dropTablespace(TestDatabase database) {
        Sql.execute(database.superuser(), "DROP TABLESPACE applied_set_elsewhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                ALTER TABLE t SET TABLESPACE applied_set_elsewhere;
                ALTER INDEX i SET TABLESPACE applied_set_elsewhere;
                ALTER INDEX k SET TABLESPACE applied_set_elsewhere;
                ALTER MATERIALIZED VIEW m SET TABLESPACE applied_set_elsewhere;
                ALTER TABLE p1 SET TABLESPACE applied_set_elsewhere;
                ALTER INDEX pi SET TABLESPACE applied_set_elsewhere;
                ALTER INDEX p1_b_idx SET TABLESPACE applied_set_elsewhere;
                """, """
                CREATE TABLE u (a int PRIMARY KEY USING INDEX TABLESPACE applied_set_elsewhere)
                    TABLESPACE applied_set_elsewhere;
                CREATE INDEX ON u (a) TABLESPACE applied_set_elsewhere;
                CREATE INDEX ON t (b, a) TABLESPACE applied_set_elsewhere;
                ALTER TABLE t ADD PRIMARY KEY (a) USING INDEX TABLESPACE applied_set_elsewhere;
                CREATE MATERIALIZED VIEW n TABLESPACE applied_set_elsewhere AS SELECT b FROM t;
                ALTER TABLE p SET TABLESPACE applied_set_elsewhere;
                CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
                """})
    void declaredTablespaceIsTaken(String declared, TestDatabase database) throws IOException {
        assertThat(generated(database, declared).migrations()).isNotEmpty();
    }

    @Test
    void onlyIndexesMoveWhileOthersWrite(TestDatabase database) throws IOException {
        List<GeneratedMigration> moved = generated(
                        database,
                        "ALTER TABLE t SET TABLESPACE applied_set_elsewhere;"
                                + "ALTER INDEX i SET TABLESPACE applied_set_elsewhere")
                .migrations();

        assertThat(moved)
                .filteredOn(file -> file.name().equals("move_t"))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.hazards())
                            .containsExactlyInAnyOrder(
                                    Hazard.REWRITE, Hazard.FULL_SCAN, Hazard.BLOCKS_READS, Hazard.BLOCKS_WRITES);
                    assertThat(file.up()).endsWith("ALTER TABLE public.t SET TABLESPACE applied_set_elsewhere;\n");
                });
        assertThat(moved)
                .filteredOn(file -> file.name().equals("t_move_index_i"))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.hazards()).containsExactly(Hazard.FULL_SCAN);
                    assertThat(file.nonTransactional()).isTrue();
                    assertThat(file.up())
                            .endsWith("REINDEX (TABLESPACE applied_set_elsewhere) INDEX CONCURRENTLY public.i;\n");
                });
    }

    @Test
    void downFileRestoresTheDefaultTablespace(TestDatabase database) throws IOException {
        generated(database, "ALTER TABLE t SET TABLESPACE applied_set_elsewhere")
                .write(this.folder.resolve("migration"));
        Migrator migrator = Migrator.builder()
                .dataSource(database.superuser())
                .locations("file:" + this.folder.resolve("migration"))
                .build();

        migrator.migrate();
        List<String> there = tablespace(database);
        migrator.rollback(1);

        assertThat(there).containsExactly("applied_set_elsewhere");
        assertThat(tablespace(database)).isEmpty();
        assertThat(Sql.firstColumn(database.superuser(), "SELECT a FROM t")).containsExactly("1");
    }

    private static List<String> tablespace(TestDatabase database) {
        return Sql.firstColumn(
                database.superuser(),
                "SELECT s.spcname FROM pg_class c JOIN pg_tablespace s ON s.oid = c.reltablespace WHERE c.relname = 't'");
    }

    private GeneratedMigrations generated(TestDatabase database, String declared) throws IOException {
        Path migrations = Files.createDirectory(this.folder.resolve("migration"));
        Path schema = Files.createDirectory(this.folder.resolve("schema"));
        new MigrationFolder(migrations).with("1_from.up.sql", START);
        Files.writeString(schema.resolve("to.sql"), START.replaceFirst("INSERT .*\n", "") + declared + ";");
        return MigrationGenerator.builder()
                .dataSource(database.superuser())
                .locations("file:" + migrations)
                .declared("file:" + schema)
                .build()
                .generate();
    }
}
