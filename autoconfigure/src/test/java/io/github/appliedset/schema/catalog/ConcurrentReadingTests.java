package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Partitions;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A schema is read while other sessions change it. {@code -Dfaults.reads=100} reads it more often. */
@PostgresTest
class ConcurrentReadingTests {

    private static final int READS = Integer.getInteger("faults.reads", 12);

    private static final Set<ObjectKind> DEFINED = EnumSet.of(
            ObjectKind.VIEW,
            ObjectKind.INDEX,
            ObjectKind.CONSTRAINT,
            ObjectKind.TRIGGER,
            ObjectKind.FUNCTION,
            ObjectKind.STATISTICS,
            ObjectKind.RULE);

    private static final String COME_AND_GO = """
            CREATE SCHEMA %1$s;
            CREATE TABLE %1$s.t (id serial PRIMARY KEY, v varchar(9) DEFAULT 'x' CHECK (v IN ('a', 'b')),
                r integer REFERENCES public.kept) PARTITION BY RANGE (id);
            CREATE TABLE %1$s.p PARTITION OF %1$s.t FOR VALUES FROM (1) TO (9);
            CREATE INDEX ON %1$s.t (lower(v));
            CREATE VIEW %1$s.v AS SELECT * FROM %1$s.t;
            CREATE RULE r AS ON DELETE TO %1$s.p DO ALSO SELECT * FROM %1$s.v;
            CREATE FUNCTION %1$s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER t BEFORE INSERT ON %1$s.t FOR EACH ROW EXECUTE FUNCTION %1$s.f();
            CREATE STATISTICS %1$s.s ON id, v FROM %1$s.t;
            CREATE TYPE %1$s.e AS ENUM ('a');
            CREATE FUNCTION %1$s.g(%1$s.e) RETURNS %1$s.e LANGUAGE sql AS 'SELECT $1';
            CREATE POLICY p ON %1$s.t USING (v IN ('q', 'r'));
            CREATE MATERIALIZED VIEW %1$s.m AS SELECT v FROM %1$s.t;
            CREATE TABLE public.%1$s (id integer PRIMARY KEY, v text CHECK (v <> ''));
            CREATE INDEX ON public.%1$s (lower(v));
            DROP TABLE public.%1$s;
            DROP SCHEMA %1$s CASCADE""";

    @Test
    void everyReadIsWholeWhileSchemasComeAndGo(TestDatabase database) throws Exception {
        database.execute(
                "CREATE TABLE public.kept (id integer PRIMARY KEY, v text CHECK (v <> 'x'))",
                "CREATE INDEX kept_v ON public.kept (lower(v))",
                "CREATE VIEW public.kept_view AS SELECT id FROM public.kept");
        Schema kept = TestSchemas.read(database);
        AtomicBoolean isRead = new AtomicBoolean();
        ExecutorService others = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> writers = List.of(
                    others.submit(() -> comeAndGo(database, "one", isRead)),
                    others.submit(() -> comeAndGo(database, "two", isRead)),
                    others.submit(() -> comeAndGo(database, "three", isRead)));
            try (Connection connection = database.dataSource().getConnection()) {
                for (int read = 0; read < READS; read++) {
                    Schema schema = CatalogReader.read(connection, TestSchemas.scope());
                    assertThat(schema.objects()).containsAllEntriesOf(kept.objects());
                    assertThat(schema.objects().values()).allSatisfy(object -> assertWhole(schema, object));
                }
            }
            isRead.set(true);
            for (Future<?> writer : writers) {
                assertThat(writer.get()).isNotEqualTo(0);
            }
        } finally {
            isRead.set(true);
            others.shutdownNow();
        }
    }

    private static void assertWhole(Schema schema, SchemaObject object) {
        if (DEFINED.contains(object.id().kind())) {
            assertThat(object.attributes()).as(object.id().toString()).containsKey(Attribute.DEFINITION);
        }
        assertThat(object.toString()).doesNotContain("???");
        if (object.id().parent() != null) {
            assertThat(schema.find(object.id().parent()))
                    .as("parent of " + object.id())
                    .isPresent();
        }
        if (object.id().kind() == ObjectKind.TABLE && !object.attributes().containsKey(Attribute.PARTITION_OF)) {
            assertThat(schema.objects().keySet().stream()
                            .filter(id -> id.isWithin(object.id()) && id.kind() == ObjectKind.COLUMN)
                            .count())
                    .as("columns of " + object.id())
                    .isEqualTo(object.items(Attribute.COLUMNS).size());
        }
    }

    private static int comeAndGo(TestDatabase database, String name, AtomicBoolean isRead) throws SQLException {
        int times = 0;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            while (!isRead.get()) {
                for (String each : COME_AND_GO.formatted(name).split(";\n")) {
                    statement.execute(each);
                }
                times++;
            }
        }
        return times;
    }

    private static Coverage covering(List<String> include, List<String> exclude) {
        return new Coverage(Set.of(), include, exclude, Partitions.DECLARED);
    }

    @Test
    void doesNotWaitForLocksOnUncoveredObjects(TestDatabase database) throws SQLException {
        database.execute(
                "CREATE SCHEMA other",
                "CREATE TABLE other.locked (id integer, name text CHECK (name <> ''), EXCLUDE (abs(id) WITH =))",
                "CREATE INDEX ON other.locked (lower(name))",
                "CREATE TABLE other.free (id integer)",
                "CREATE INDEX i ON other.free (id)",
                "CREATE INDEX ON other.locked (name) WHERE id > 0",
                "CREATE VIEW other.v AS SELECT id FROM other.locked",
                "CREATE TABLE public.kept (id integer)",
                "CREATE VIEW public.kept_view AS SELECT id FROM public.kept");
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement();
                Connection connection = database.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE other.locked IN ACCESS EXCLUSIVE MODE");

            for (Coverage coverage : List.of(
                    covering(List.of(), List.of("schema other")),
                    covering(List.of(), List.of("other.*")),
                    covering(List.of(), List.of("view other.v", "table other.locked")),
                    covering(List.of("schema public"), List.of()),
                    covering(List.of("view *.kept_view"), List.of()),
                    covering(List.of("view public.*", "index other.free.i"), List.of()))) {
                Schema schema =
                        CatalogReader.read(connection, TestSchemas.scope().covering(coverage));
                assertThat(schema.objects().keySet())
                        .extracting(Object::toString)
                        .contains("view public.kept_view")
                        .doesNotContain("view other.v");
            }
            assertThatThrownBy(() -> CatalogReader.read(connection, TestSchemas.scope()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Locked for everybody else: other.locked by process ");
            assertThat(connection.getAutoCommit()).isTrue();
            holder.rollback();
        }
    }

    @Test
    void readIncludesObjectsReplacedDuringTheRead(TestDatabase database) throws SQLException {
        database.execute(
                "CREATE TABLE public.t (id integer)",
                "CREATE VIEW public.v AS SELECT id FROM public.t",
                "CREATE INDEX i ON public.t (id)",
                "CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "CREATE TYPE public.e AS ENUM ('a')");
        Schema before = TestSchemas.read(database);
        AtomicBoolean isReplaced = new AtomicBoolean();
        try (Connection connection = database.dataSource().getConnection()) {
            Schema schema = CatalogReader.read(connection, TestSchemas.scope(), same -> {
                if (isReplaced.compareAndSet(false, true)) {
                    // From here on, the transaction sees one state.
                    try (Statement first = same.createStatement()) {
                        first.execute("SELECT FROM pg_class LIMIT 1");
                    }
                    database.execute("DO $$ BEGIN DROP VIEW public.v; CREATE VIEW public.v AS SELECT id FROM public.t;"
                            + " DROP INDEX public.i; CREATE INDEX i ON public.t (id); DROP FUNCTION public.f();"
                            + " CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
                            + " DROP TYPE public.e; CREATE TYPE public.e AS ENUM ('a'); END $$");
                }
            });

            assertThat(schema).isEqualTo(before);
        }
    }

    @Test
    void reportsALockHolderThatIsItselfWaiting(TestDatabase database) throws Exception {
        database.execute(
                "CREATE TABLE public.busy (id integer)", "CREATE VIEW public.busy_view AS SELECT id FROM public.busy");
        ExecutorService others = Executors.newSingleThreadExecutor();
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement();
                Connection waiter = database.dataSource().getConnection();
                Statement waiting = waiter.createStatement();
                Connection connection = database.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE public.busy IN ACCESS SHARE MODE");
            waiter.setAutoCommit(false);
            Future<?> lock = others.submit(() -> waiting.execute("LOCK TABLE public.busy IN ACCESS EXCLUSIVE MODE"));
            while (!isWaitedFor(statement)) {
                Thread.onSpinWait();
            }

            assertThatThrownBy(() -> CatalogReader.read(connection, TestSchemas.scope()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching(
                            "(?s).*Locked for everybody else: busy by process \\d+, which waits for process "
                                    + pid(statement));

            holder.rollback();
            lock.get();
            waiter.rollback();
        } finally {
            others.shutdownNow();
        }
    }

    private static boolean isWaitedFor(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted" + " AND relation = 'public.busy'::regclass)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static int pid(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
