package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class ProofInPartsTests {

    @Test
    void filesBeforeAnIrreversibleOneAreUndone(TestDatabase database, @TempDir Path folder) throws SQLException {
        assertThat(prove(database, folder, "DROP TABLE public.a")).isEmpty();
    }

    @Test
    void aDownBeforeAnIrreversibleFileIsProven(TestDatabase database, @TempDir Path folder) {
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> prove(database, folder, "SELECT 1"))
                .withMessageContaining("The down files lead to a different schema")
                .withMessageContaining("public.a");
    }

    private static List<String> prove(TestDatabase database, Path folder, String downOfTheFirst) throws SQLException {
        Migrator migrator = Migrator.builder()
                .dataSource(database.superuser())
                .locations("file:" + folder)
                .build();
        CatalogScope scope =
                CatalogScope.of(migrator.schema(), migrator.table()).covering(Coverage.DEFAULT);
        List<Schema> schemas = new ArrayList<>(List.of(read(database, scope)));
        for (String table : List.of("a", "b", "c")) {
            Sql.execute(database.superuser(), "CREATE TABLE public." + table + " (id int)");
            schemas.add(read(database, scope));
        }
        try (Replay replay = Replay.of(migrator)) {
            replay.run(List.of());
            return new ProofInParts(replay, migrator, scope, Clock.systemUTC())
                    .of(
                            new ProofInParts.Written(
                                    List.of(
                                            file("a", downOfTheFirst, Set.of()),
                                            file("b", "DO $$ BEGIN RAISE 'never'; END $$", Set.of(Hazard.IRREVERSIBLE)),
                                            file("c", "DROP TABLE public.c", Set.of())),
                                    schemas.subList(1, 4),
                                    new Proof.Ends(
                                            Proof.Side.of(schemas.get(0)),
                                            Proof.Side.of(schemas.get(3)),
                                            List.of(),
                                            null),
                                    new Proof.Allowed(Set.of(), Set.of())),
                            VersionSet.empty());
        }
    }

    private static GeneratedMigration file(String table, String down, Set<Hazard> hazards) {
        return new GeneratedMigration(
                "create_" + table, "CREATE TABLE public." + table + " (id int);", down + ";", hazards, false);
    }

    private static Schema read(TestDatabase database, CatalogScope scope) throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            return CatalogReader.read(connection, scope);
        }
    }
}
