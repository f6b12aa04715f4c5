package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.snapshot.PackedSnapshot;
import io.github.appliedset.schema.snapshot.SavedSnapshot;
import io.github.appliedset.schema.snapshot.ShippedSnapshot;
import io.github.appliedset.schema.snapshot.SnapshotTree;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.DefaultResourceLoader;

@PostgresTest
@KeepsSessions
class CatalogReaderTests {

    @Test
    void everyKindIsRead(TestDatabase database, @TempDir Path folder) {
        TestSchemas.create(database, "every-kind");

        Schema schema = TestSchemas.read(
                database.superuser(), TestSchemas.scope().covering(Coverage.DEFAULT.with(Detail.values())));

        Set<ObjectKind> kinds =
                schema.objects().keySet().stream().map(id -> id.kind()).collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(EnumSet.allOf(ObjectKind.class));
        SnapshotTree tree = SnapshotTree.at(folder.resolve("snapshot"));
        tree.save(schema);
        assertThat(tree.load()).isEqualTo(schema);
    }

    /** The snapshot was taken once; a reader that words something differently would find drift in every application. */
    @ParameterizedTest
    @ValueSource(strings = {"every-kind", "music-shop", "film-rental", "wordings", "shown-again"})
    void snapshotOfOneVersionMatchesEveryOther(String name, TestDatabase database, @TempDir Path folder)
            throws IOException {
        TestSchemas.create(database, name);
        Schema schema = TestSchemas.read(database);
        if (Boolean.getBoolean("docs.update")) {
            SnapshotTree.at(folder.resolve("snapshot")).save(schema);
            PackedSnapshot.main(
                    folder.resolve("snapshot").toString(), "src/test/resources/snapshots/" + name + ".json");
        }

        Schema taken = new ShippedSnapshot(new DefaultResourceLoader(), "snapshots/" + name)
                .load()
                .orElseThrow();

        assertThat(DriftText.of(SchemaComparison.between(taken, schema))).isEmpty();
        assertThat(DriftText.of(SchemaComparison.between(schema, taken))).isEmpty();
    }

    @Test
    void orderOfCreationDoesNotMatter(TestDatabase database, @TempDir Path folder) {
        SnapshotTree tree = SnapshotTree.at(folder.resolve("snapshot"));
        List<String> names = new ArrayList<>(List.of("music-shop", "film-rental", "wordings"));
        names.forEach(name -> TestSchemas.create(database, name));
        SavedSnapshot first = tree.save(TestSchemas.read(database));
        assertThat(tree.save(TestSchemas.read(database)).isChanged()).isFalse();

        database.executeAsSuperuser(
                "DROP PUBLICATION allp", "DROP SCHEMA s CASCADE", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        Collections.reverse(names);
        names.forEach(name -> TestSchemas.create(database, name));

        SavedSnapshot second = tree.save(TestSchemas.read(database));
        assertThat(second.objects()).isEqualTo(first.objects()).isGreaterThan(200);
        assertThat(second.isChanged()).isFalse();
    }

    @Test
    void unusualChildrenAreASchemaThatLoads(TestDatabase database, @TempDir Path folder) {
        database.executeAsSuperuser(
                "CREATE TABLE public.named (id integer, name text)",
                "CREATE TABLE public.keyed (id integer PRIMARY KEY)",
                "CREATE TABLE public.both (PRIMARY KEY (id)) INHERITS (public.named, public.keyed)",
                "CREATE FUNCTION public.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE CONSTRAINT TRIGGER a AFTER INSERT ON public.named FOR EACH ROW EXECUTE FUNCTION public.nothing()",
                "ALTER TRIGGER a ON public.named RENAME TO b",
                "ALTER TABLE public.named ADD CONSTRAINT b CHECK (id > 0)",
                "CREATE TABLE public.sale (id integer) PARTITION BY LIST (id)",
                "CREATE TABLE public.sale_1 PARTITION OF public.sale FOR VALUES IN (1)",
                // As an interrupted DETACH PARTITION CONCURRENTLY leaves it.
                "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'public.sale_1'::regclass",
                "ALTER TABLE public.sale ADD later text");
        SnapshotTree tree = SnapshotTree.at(folder);
        Schema read = TestSchemas.read(database);
        tree.save(read);

        assertThat(tree.load().objects().keySet()).isEqualTo(read.objects().keySet());
    }

    @Test
    void omitsObjectsThatAnInstalledExtensionCreatesLater(TestDatabase database) {
        database.executeAsSuperuser(
                "CREATE SCHEMA partman",
                "CREATE EXTENSION citext SCHEMA partman",
                "CREATE TABLE public.orders (id integer) PARTITION BY RANGE (id)",
                "CREATE TABLE partman.template_public_orders (id serial)",
                "CREATE SCHEMA _timescaledb_internal",
                "CREATE TABLE _timescaledb_internal._hyper_1_1_chunk (id serial)");
        assertThat(namesIn(database))
                .contains(
                        "table partman.template_public_orders",
                        "sequence partman.template_public_orders_id_seq",
                        "table _timescaledb_internal._hyper_1_1_chunk");

        // Stands for both extensions, which the test server does not have.
        database.executeAsSuperuser(
                "ALTER EXTENSION citext ADD SCHEMA _timescaledb_internal",
                "UPDATE pg_extension SET extname = 'pg_partman' WHERE extname = 'citext'",
                "CREATE TABLE partman.template_mail (id integer)");
        assertThat(namesIn(database))
                .containsExactlyInAnyOrder(
                        "schema public",
                        "table public.orders",
                        "column public.orders.id",
                        "schema partman",
                        "table partman.template_mail",
                        "column partman.template_mail.id",
                        "extension pg_partman");
    }

    private static List<String> namesIn(TestDatabase database) {
        return TestSchemas.read(database).objects().keySet().stream()
                .map(ObjectId::toString)
                .toList();
    }

    @Test
    void ignoresObjectsOfExtensionsAndOurOwn(TestDatabase database) {
        database.executeAsSuperuser(
                "CREATE EXTENSION citext SCHEMA public",
                "CREATE SCHEMA brought",
                "ALTER EXTENSION citext ADD SCHEMA brought",
                "CREATE SCHEMA applied",
                "CREATE TABLE applied.done (version bigint)",
                "CREATE TABLE applied.done_unfinished (version bigint)",
                "CREATE TABLE applied.done_backfill (version bigint)",
                "CREATE TABLE public.flyway_schema_history (id serial)");

        Schema schema = TestSchemas.read(database.superuser(), CatalogScope.of("applied", "done"));

        assertThat(schema.objects().keySet())
                .extracting(ObjectId::toString)
                .containsExactlyInAnyOrder("schema public", "extension citext");
        database.executeAsSuperuser("CREATE TABLE applied.other (id citext)", "CREATE TABLE brought.ours (id integer)");
        assertThat(TestSchemas.read(database.superuser(), CatalogScope.of("applied", "done"))
                        .objects()
                        .keySet())
                .extracting(ObjectId::toString)
                .contains(
                        "schema applied",
                        "table applied.other",
                        "column applied.other.id",
                        "schema brought",
                        "table brought.ours");
    }

    /** Each tool lets its user choose the name; what the tool keeps there shows whose it is. */
    @Test
    void historiesOfOtherToolsAreNotReadWhateverTheirNames(TestDatabase database) {
        database.executeAsSuperuser(
                "CREATE SCHEMA ops",
                "CREATE TABLE ops.flyway (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200),"
                        + " type varchar(20), script varchar(1000), checksum int, installed_by varchar(100),"
                        + " installed_on timestamp DEFAULT now(), execution_time int, success boolean)",
                "CREATE INDEX flyway_s_idx ON ops.flyway (success)",
                "CREATE TABLE ops.counter (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "CREATE TABLE ops.goose (id serial PRIMARY KEY, version_id bigint, is_applied boolean,"
                        + " tstamp timestamp DEFAULT now())",
                "CREATE TABLE ops.changes (id varchar(255), author varchar(255), filename varchar(255), dateexecuted"
                        + " timestamp, orderexecuted int, exectype varchar(10), md5sum varchar(35), comments text)",
                "CREATE TABLE ops.changes_lock (id int PRIMARY KEY, locked boolean, lockgranted timestamp, lockedby text)",
                "CREATE TABLE ops.dbmate (version varchar(128) PRIMARY KEY)",
                "COMMENT ON TABLE ops.dbmate IS 'of dbmate'",
                // Not theirs: less than they have, or more.
                "CREATE TABLE ops.stock (id int, dirty boolean)",
                "CREATE TABLE ops.releases (version bigint, dirty boolean, note text)",
                "CREATE VIEW ops.shown AS SELECT version, dirty FROM ops.counter");

        assertThat(tables(database, CatalogScope.of("public", "applied_migrations")))
                .containsExactlyInAnyOrder("ops.dbmate", "ops.stock", "ops.releases");
        assertThat(tables(
                        database,
                        CatalogScope.of("public", "applied_migrations").withoutAdopted("OPS.dbmate")))
                .containsExactlyInAnyOrder("ops.stock", "ops.releases");
        assertThat(tables(
                        database,
                        CatalogScope.of("public", "applied_migrations").withOtherTools()))
                .hasSize(8);
    }

    @Test
    void tablesOfOtherMigratorsAreNotRead(TestDatabase database) {
        String columns =
                " (version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL, checksum text)";
        database.executeAsSuperuser(
                "CREATE SCHEMA ops",
                "CREATE TABLE ops.history" + columns,
                "CREATE TABLE public.\"What Ran\"" + columns.replace("bigint", "integer"));
        for (String ours : List.of("unfinished", "repeatable", "backfill", "down", "developer", "verified")) {
            database.executeAsSuperuser(
                    "CREATE TABLE ops.history_" + ours + " (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
                    "CREATE TABLE public.\"What Ran_" + ours + "\" (id int)");
        }
        database.executeAsSuperuser(
                // Not ours: other columns, another end, or no tracker beside them.
                "CREATE TABLE ops.wide" + columns.replace(")", ", note text)"),
                "CREATE TABLE ops.narrow (version bigint, name text, applied_at timestamptz)",
                "CREATE TABLE ops.untyped" + columns.replace("bigint", "text"),
                "CREATE TABLE ops.history_of_prices (id int)",
                "CREATE TABLE ops.verified (id int)",
                "CREATE TABLE ops.wide_verified (id int)",
                "CREATE TABLE public.history_verified (id int)",
                "CREATE VIEW ops.shown AS SELECT * FROM ops.history");

        assertThat(tables(database, CatalogScope.of("public", "applied_migrations")))
                .containsExactlyInAnyOrder(
                        "ops.wide",
                        "ops.narrow",
                        "ops.untyped",
                        "ops.history_of_prices",
                        "ops.verified",
                        "ops.wide_verified",
                        "public.history_verified");
    }

    @Test
    void readsATrackerOnlySchemaOnlyIfExpected(TestDatabase database) {
        database.executeAsSuperuser(
                "CREATE SCHEMA ops",
                "CREATE TABLE ops.history (version bigint PRIMARY KEY, name text NOT NULL,"
                        + " applied_at timestamptz NOT NULL, checksum text)",
                "CREATE TABLE ops.history_verified (id int)",
                "CREATE SCHEMA bare",
                "CREATE SCHEMA shared",
                "CREATE TABLE shared.history AS TABLE ops.history",
                "CREATE TABLE shared.a (id int)");
        CatalogScope scope = CatalogScope.of("public", "applied_migrations");

        assertThat(schemas(database, scope)).containsExactly("bare", "ops", "public", "shared");
        assertThat(schemas(database, scope.expecting(Schema.EMPTY))).containsExactly("bare", "public", "shared");
        assertThat(schemas(database, scope.expecting(TestSchemas.read(database.superuser(), scope))))
                .containsExactly("bare", "ops", "public", "shared");
    }

    private static List<String> schemas(TestDatabase database, CatalogScope scope) {
        return TestSchemas.read(database.superuser(), scope).objects().keySet().stream()
                .filter(id -> id.kind() == ObjectKind.SCHEMA)
                .map(ObjectId::qualifiedName)
                .toList();
    }

    private static List<String> tables(TestDatabase database, CatalogScope scope) {
        Schema schema = TestSchemas.read(database.superuser(), scope);
        assertThat(schema.objects().keySet())
                .filteredOn(id -> id.kind() == ObjectKind.SEQUENCE)
                .hasSize(scope.ofOtherTools() ? 1 : 0);
        return schema.objects().keySet().stream()
                .filter(id -> id.kind() == ObjectKind.TABLE)
                .map(ObjectId::qualifiedName)
                .toList();
    }

    @Test
    void userWithoutAnyRightReadsTheSame(TestDatabase database) {
        database.executeAsSuperuser(
                "CREATE SCHEMA hidden",
                "CREATE TABLE hidden.t (id integer DEFAULT 1 CHECK (id > 0))",
                "CREATE VIEW hidden.v AS SELECT id FROM hidden.t");

        assertThat(TestSchemas.read(database.dataSource(), TestSchemas.scope())).isEqualTo(TestSchemas.read(database));
    }

    @Test
    void restoresTheConnection(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = public");
            CatalogReader.read(connection, TestSchemas.scope());

            assertThat(connection.getAutoCommit()).isTrue();
            statement.execute("CREATE TABLE written (id integer)");
            try (ResultSet row = statement.executeQuery("SHOW search_path")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("public");
            }
        }
    }

    @Test
    void settingsOfTheSessionChangeNoText(TestDatabase database) throws SQLException {
        database.execute(
                "CREATE TABLE public.t (a text CHECK (a ~ '^\\d+$' AND a <> ''), b money DEFAULT 1234.5::money,"
                        + " c interval DEFAULT '1 mon -2 days', d timestamptz DEFAULT '2020-01-02 03:04', e float8"
                        + " DEFAULT 0.1::float8 + 0.2, f bytea DEFAULT '\\x00ff', g date CHECK (g > '2020-01-02'),"
                        + " h xml DEFAULT '<a/>', \"order\" integer)",
                "CREATE VIEW public.v AS SELECT a, \"order\" FROM public.t WHERE g < '2021-03-04'");
        Schema expected = TestSchemas.read(database);
        List<String> names = List.of(
                "standard_conforming_strings = off",
                "escape_string_warning = off",
                "backslash_quote = on",
                "quote_all_identifiers = on",
                "DateStyle = 'ISO, DMY'",
                "IntervalStyle = 'iso_8601'",
                "TimeZone = 'Asia/Tokyo'",
                "extra_float_digits = -5",
                "bytea_output = 'escape'",
                "xmloption = 'document'",
                "xmlbinary = 'hex'",
                "search_path = public");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String setting : names) {
                statement.execute("SET " + setting);
            }

            assertThat(CatalogReader.read(connection, TestSchemas.scope())).isEqualTo(expected);

            try (ResultSet row = statement.executeQuery("SHOW standard_conforming_strings")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("off");
            }
        }
    }

    @Test
    void releasesLocksAfterReading(TestDatabase database) throws SQLException {
        database.execute(
                "DO $$ BEGIN FOR i IN 1..450 LOOP EXECUTE format('CREATE TABLE public.t%s (id integer)', i);"
                        + " EXECUTE format('CREATE VIEW public.v%s AS SELECT id FROM public.t%s', i, i);"
                        + " EXECUTE format('CREATE FUNCTION public.f%s() RETURNS bigint RETURN (SELECT count(*) FROM public.t%1$s)', i);"
                        + " EXECUTE format('CREATE RULE r AS ON DELETE TO public.t%s DO ALSO SELECT * FROM public.v%1$s', i); END LOOP; END $$");
        List<Integer> locks = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection()) {
            CatalogReader.readThen(connection, TestSchemas.scope(), same -> {
                try (Statement statement = same.createStatement();
                        ResultSet row = statement.executeQuery(
                                "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'")) {
                    row.next();
                    locks.add(row.getInt(1));
                }
            });
        }

        assertThat(locks).hasSize(1).allSatisfy(held -> assertThat(held).isLessThan(50));
    }

    @Test
    void nameThatPostgresqlChoseIsNotWritten(TestDatabase database) {
        String table = "ä".repeat(31);
        String column = "b" + "ö".repeat(20);
        database.executeAsSuperuser(
                "CREATE SCHEMA app",
                "CREATE TABLE app.\"%s\" (\"%s\" bigint GENERATED ALWAYS AS IDENTITY, k integer)"
                        .formatted(table, column),
                "CREATE TABLE app.p (%s bigint, \"%s\" integer, x text, PRIMARY KEY (%s)) PARTITION BY LIST (%s)"
                        .replace("%s", column)
                        .replace("\"" + column + "\"", "\"" + table + "\""),
                "CREATE INDEX ON app.p (lower(x), \"" + table + "\")",
                "CREATE TABLE app.\"" + table + "1\" PARTITION OF app.p FOR VALUES IN (1)");

        Schema schema = TestSchemas.read(database.superuser(), TestSchemas.scope());

        assertThat(schema.objects().values())
                .allSatisfy(object -> assertThat(object.attributes())
                        .doesNotContainKeys(Attribute.OWN_NAME, Attribute.SEQUENCE_NAME, Attribute.NOT_NULL_NAME));
        assertThat(schema.objects().keySet())
                .filteredOn(id -> id.kind() == ObjectKind.INDEX || id.kind() == ObjectKind.CONSTRAINT)
                .hasSize(2);
    }

    @Test
    void readsTheDependenciesOfObjects(TestDatabase database) {
        database.execute(
                "CREATE TYPE public.mood AS ENUM ('sad')",
                "CREATE SEQUENCE public.numbers",
                "CREATE TABLE public.t (id integer DEFAULT nextval('public.numbers'), m public.mood[], n integer CHECK (n > 0))",
                "CREATE INDEX i ON public.t (abs(n))",
                "CREATE VIEW public.v AS SELECT id FROM public.t",
                "CREATE TYPE public.pair AS (one integer, other public.mood)",
                "CREATE VIEW public.w AS SELECT (p.x).one FROM (VALUES (NULL::public.pair)) p (x)",
                "CREATE FUNCTION public.f(public.t) RETURNS bigint RETURN (SELECT count(*) FROM public.v)");

        Schema schema = TestSchemas.read(database);

        assertThat(schema.objects().values().stream()
                        .filter(object -> object.is(Attribute.USES))
                        .map(object -> object.id() + " uses " + object.items(Attribute.USES)))
                .containsExactlyInAnyOrder(
                        "column public.t.id uses [sequence public.numbers]",
                        "column public.t.m uses [enum public.mood]",
                        "constraint public.t.t_n_check uses [column public.t.n]",
                        "index public.t.i uses [column public.t.n]",
                        "view public.v uses [column public.t.id integer]",
                        "composite type public.pair uses [enum public.mood]",
                        "view public.w uses [composite type public.pair]",
                        "function public.f(public.t) uses [table public.t, view public.v]");
    }
}
