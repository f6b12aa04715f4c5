package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof must be able to fail: files that the generator would never write. */
@PostgresTest
class ProofTests {

    private static final Proof.Allowed NOTHING = new Proof.Allowed(Set.of(), Set.of());

    @Test
    void detectsARestartedSequence(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(
                database.superuser(),
                "CREATE SEQUENCE public.tickets; CREATE TABLE public.users (id int GENERATED ALWAYS AS IDENTITY)");
        new MigrationFolder(folder)
                .with("1_again.up.sql", "DROP SEQUENCE public.tickets; CREATE SEQUENCE public.tickets;")
                .with("1_again.down.sql", "ALTER TABLE public.users ALTER COLUMN id RESTART WITH 2;");

        Proof.Outcome outcome = proof(database, folder, NOTHING);

        assertThat(outcome.failures())
                .containsExactly(
                        "The up files set back the sequence public.tickets from 4 to 1 (not yet given)",
                        "The up and down files together set back the sequence public.tickets from 4 to 1 (not yet given)",
                        "The up and down files together set back the sequence public.users_id_seq from 6 to 2 (not yet given)");
    }

    @Test
    void keepsASequenceThatTakesTheNameOfAnother(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(
                database.superuser(),
                "CREATE SEQUENCE public.tickets; CREATE TABLE public.users (id int GENERATED ALWAYS AS IDENTITY)");
        new MigrationFolder(folder)
                .with(
                        "1_names.up.sql",
                        "ALTER TABLE public.users RENAME TO people; ALTER SEQUENCE public.users_id_seq RENAME TO people_id_seq;"
                                + "CREATE TABLE public.users (id int GENERATED ALWAYS AS IDENTITY);"
                                + "ALTER SEQUENCE public.tickets RENAME TO old_tickets; CREATE SEQUENCE public.tickets;")
                .with(
                        "1_names.down.sql",
                        "DROP SEQUENCE public.tickets; ALTER SEQUENCE public.old_tickets RENAME TO tickets;"
                                + "DROP TABLE public.users; ALTER TABLE public.people RENAME TO users;"
                                + "ALTER SEQUENCE public.people_id_seq RENAME TO users_id_seq;");

        assertThat(proof(database, folder, NOTHING).failures()).noneMatch(failure -> failure.contains("set back"));
    }

    @Test
    void detectsARestartedRenamedSequence(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(database.superuser(), "CREATE SEQUENCE public.tickets");
        new MigrationFolder(folder)
                .with(
                        "1_rename.up.sql",
                        "ALTER SEQUENCE public.tickets RENAME TO numbers; ALTER SEQUENCE public.numbers RESTART;")
                .with("1_rename.down.sql", "ALTER SEQUENCE public.numbers RENAME TO tickets;");

        assertThat(proof(database, folder, NOTHING).failures())
                .contains("The up files set back the sequence public.numbers from 4 to 1 (not yet given)");
    }

    @Test
    void detectsTruncatedValues(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(database.superuser(), "CREATE TABLE public.users (name text)");
        new MigrationFolder(folder)
                .with("1_cut.up.sql", "UPDATE public.users SET name = left(name, 1);")
                .with("1_cut.down.sql", "SELECT 1;");

        assertThat(proof(database, folder, NOTHING).failures())
                .containsExactly(
                        "The up files change the values of public.users.name text",
                        "The up and down files together change the values of public.users.name text");
    }

    @Test
    void aPendingTriggerIsNotOfTheRows(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(
                database.superuser(),
                "CREATE TABLE public.users (id int PRIMARY KEY, boss int REFERENCES public.users DEFERRABLE INITIALLY DEFERRED)");
        new MigrationFolder(folder)
                .with(
                        "1_boss.up.sql",
                        "UPDATE public.users SET boss = id; ALTER TABLE public.users ALTER COLUMN boss SET NOT NULL;");

        Proof.Outcome outcome = proof(database, folder, NOTHING);

        assertThat(outcome.failures()).singleElement().asString().contains("pending trigger events");
        assertThat(outcome.isOnRows()).isFalse();
    }

    @Test
    void anErrorInTheTextIsNotOfTheRows(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(database.superuser(), "CREATE TABLE public.users (id int)");
        new MigrationFolder(folder).with("1_name.up.sql", "UPDATE public.users SET nothing = 1;");

        assertThat(proof(database, folder, NOTHING).isOnRows()).isFalse();
    }

    @Test
    void whatTheCodeOfRowsMissesIsOfTheRows(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(database.superuser(), "CREATE TABLE public.users (id int)");
        new MigrationFolder(folder)
                .with("1_setting.up.sql", "UPDATE public.users SET id = current_setting('nothing.of_this')::int;");

        assertThat(proof(database, folder, NOTHING).isOnRows()).isTrue();
    }

    @Test
    void whatIsLostBesideNewObjectsIsNotOfTheRows(TestDatabase database, @TempDir Path folder) throws SQLException {
        Sql.execute(database.superuser(), "CREATE TABLE public.users (id int, name text)");
        new MigrationFolder(folder)
                .with("1_lose.up.sql", "CREATE TABLE public.others (); ALTER TABLE public.users DROP COLUMN name;");

        Proof.Outcome outcome = proof(database, folder, NOTHING);

        assertThat(outcome.failures()).isNotEmpty();
        assertThat(outcome.isOnRows()).isFalse();
    }

    private static Proof.Outcome proof(TestDatabase database, Path folder, Proof.Allowed allowed) throws SQLException {
        Migrator migrator = Migrator.builder()
                .dataSource(database.superuser())
                .locations("file:" + folder)
                .build();
        CatalogScope scope =
                CatalogScope.of(migrator.schema(), migrator.table()).covering(Coverage.DEFAULT);
        Schema schema;
        PgDump dumps;
        try (Connection connection = database.superuser().getConnection()) {
            schema = CatalogReader.read(connection, scope);
            dumps = PgDump.of(connection, migrator.schema(), migrator.table()).orElse(null);
        }
        String dump = dumps == null ? null : dumps.dump(database.superuser()).orElse(null);
        return Proof.of(
                migrator,
                database.superuser(),
                scope,
                ResourceMigrationSource.ofFolder(folder).load(),
                1,
                true,
                allowed,
                new Proof.Ends(
                        new Proof.Side(schema, Set.of(), dump),
                        new Proof.Side(schema, Set.of(), dump),
                        List.of(),
                        dumps));
    }

    @Test
    void detectsDifferencesOnlyVisibleToPgDump(TestDatabase database, @TempDir Path folder) throws SQLException {
        DataSource server = database.superuser();
        Sql.execute(server, "CREATE TABLE public.users (id int)");
        try (Connection connection = server.getConnection()) {
            Optional<PgDump> installed = PgDump.of(connection, "public", "applied_migrations");
            assumeTrue(installed.isPresent(), "pg_dump is not installed, or older than the server");
            PgDump dumps = installed.get();
            String before = dumps.dump(server).orElseThrow();
            Sql.execute(server, "CREATE TABLE public.applied_migrations_unfinished (id int)");
            String tracked = dumps.dump(server).orElseThrow();
            Sql.execute(server, "ALTER TABLE public.users ADD COLUMN name text");
            String after = dumps.dump(server).orElseThrow();

            assertThat(dumps.difference(before, tracked, server)).isEmpty();
            assertThat(dumps.difference(before, after, server)).contains("    name text");
        }
    }

    @Test
    void textsThatMeanTheSameAreNoDifference(TestDatabase database) throws SQLException {
        DataSource server = database.superuser();
        try (Connection connection = server.getConnection()) {
            Optional<PgDump> installed = PgDump.of(connection, "public", "applied_migrations");
            assumeTrue(installed.isPresent(), "pg_dump is not installed, or older than the server");
            PgDump dumps = installed.get();
            String table =
                    "--\n-- Name: t; Type: TABLE; Schema: public\n--\n\nCREATE TABLE public.t (\n    v varchar(9)%s\n);\n";

            assertThat(dumps.difference(
                            table.formatted(
                                    " CHECK (((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))"),
                            table.formatted(
                                    " CHECK (((v)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))"),
                            server))
                    .isEmpty();
        }
    }
}
