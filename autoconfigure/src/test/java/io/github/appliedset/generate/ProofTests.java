package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof must be able to fail: files that the generator would never write. */
@PostgresTest
class ProofTests {

    private static final Proof.Allowed NOTHING = new Proof.Allowed(Set.of(), Set.of());

    @Test
    void aSequenceThatBeginsAgainIsFound(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(
                database.superuser(),
                "CREATE SEQUENCE public.tickets; CREATE TABLE public.users (id int GENERATED ALWAYS AS IDENTITY)");
        new MigrationFolder(folder)
                .with("1_again.up.sql", "DROP SEQUENCE public.tickets; CREATE SEQUENCE public.tickets;")
                .with("1_again.down.sql", "ALTER TABLE public.users ALTER COLUMN id RESTART WITH 7;");

        Proof.Outcome outcome = proof(database, folder, NOTHING);

        assertThat(outcome.failures())
                .containsExactly(
                        "The up files move the sequence public.tickets from 4 to 1 (not yet given)",
                        "The up and down files together move the sequence of public.users.id from 6 to 7 (not yet given)",
                        "The up and down files together move the sequence public.tickets from 4 to 1 (not yet given)",
                        "The up and down files together move the sequence public.users_id_seq from 6 to 7 (not yet given)");
    }

    @Test
    void valuesThatAreCutAreFound(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(database.superuser(), "CREATE TABLE public.users (name text)");
        new MigrationFolder(folder)
                .with("1_cut.up.sql", "UPDATE public.users SET name = left(name, 1);")
                .with("1_cut.down.sql", "SELECT 1;");

        assertThat(proof(database, folder, NOTHING).failures())
                .containsExactly(
                        "The up files change the values of public.users.name text",
                        "The up and down files together change the values of public.users.name text");
    }

    private static Proof.Outcome proof(TestDatabase database, Path folder, Proof.Allowed allowed) throws SQLException {
        Migrator migrator = Migrator.builder()
                .dataSource(database.superuser())
                .locations("file:" + folder)
                .build();
        CatalogScope scope =
                CatalogScope.of(migrator.schema(), migrator.table()).covering(Coverage.DEFAULT);
        Schema schema;
        try (Connection connection = database.superuser().getConnection()) {
            schema = CatalogReader.read(connection, scope);
        }
        return Proof.of(
                migrator,
                database.superuser(),
                scope,
                ResourceMigrationSource.ofFolder(folder).load(),
                1,
                true,
                allowed,
                new Proof.Ends(schema, schema, Set.of(), Set.of()));
    }
}
