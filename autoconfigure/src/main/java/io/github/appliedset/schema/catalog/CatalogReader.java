package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.Schema;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the schema of a database: one query for each kind of object, all in one read-only transaction that sees one state.
 */
public final class CatalogReader {

    /** Location of the queries, for AOT builds. */
    public static final String QUERIES = "io/github/appliedset/schema/catalog/*.sql";

    private static final List<CatalogQuery> OBJECTS = List.of(
            new CatalogQuery("schemas"),
            new CatalogQuery("relations"),
            new CatalogQuery("columns"),
            new CatalogQuery("constraints", "pg_constraint"),
            new CatalogQuery("indexes"),
            new CatalogQuery("triggers", "pg_trigger"),
            new CatalogQuery("rules", "pg_rewrite"),
            new CatalogQuery("policies", "pg_policy"),
            new CatalogQuery("statistics", "pg_statistic_ext"),
            new CatalogQuery("extensions", "pg_extension"),
            new CatalogQuery("types"),
            new CatalogQuery("collations", "pg_collation"),
            new CatalogQuery("conversions", "pg_conversion"),
            new CatalogQuery("sequences"),
            new CatalogQuery("routines", "pg_proc"),
            new CatalogQuery("aggregates", "pg_proc"),
            new CatalogQuery("operators", "pg_operator"),
            new CatalogQuery("operator-classes", "pg_opclass"),
            new CatalogQuery("operator-families", "pg_opfamily"),
            new CatalogQuery("text-search-configurations", "pg_ts_config"),
            new CatalogQuery("text-search-dictionaries", "pg_ts_dict"),
            new CatalogQuery("text-search-parsers", "pg_ts_parser"),
            new CatalogQuery("text-search-templates", "pg_ts_template"),
            new CatalogQuery("casts", "pg_cast"),
            new CatalogQuery("languages", "pg_language"),
            new CatalogQuery("transforms", "pg_transform"),
            new CatalogQuery("access-methods", "pg_am"),
            new CatalogQuery("foreign-data-wrappers", "pg_foreign_data_wrapper"),
            new CatalogQuery("servers", "pg_foreign_server"),
            new CatalogQuery("event-triggers", "pg_event_trigger"),
            new CatalogQuery("publications", "pg_publication"));

    /**
     * The names of the catalogs with objects that the server did not come with. Most databases have few kinds of objects.
     */
    private static final String IN_USE = OBJECTS.stream()
            .flatMap(query -> Stream.ofNullable(query.catalog()))
            .distinct()
            .map(catalog -> "SELECT '" + catalog + "' WHERE EXISTS (SELECT FROM " + catalog + " WHERE oid >= 16384)")
            .collect(Collectors.joining(" UNION ALL "));

    private static final CatalogQuery DEFAULT_PRIVILEGES = new CatalogQuery("default-privileges");
    private static final CatalogQuery SETTINGS_OF_DATABASE = new CatalogQuery("settings");
    private static final CatalogQuery NOT_TOLD = new CatalogQuery("not-told");
    private static final CatalogQuery EXTENSION_DEPENDENCIES = new CatalogQuery("extension-dependencies");
    private static final CatalogQuery SECURITY_LABELS = new CatalogQuery("security-labels");
    private static final CatalogQuery REFERENCES = new CatalogQuery("references");
    private static final CatalogQuery COMMENTS = new CatalogQuery("comments");
    private static final CatalogQuery OWNERS = new CatalogQuery("owners");
    private static final CatalogQuery GRANTS = new CatalogQuery("grants");
    private static final CatalogQuery VIEW_DEFINITIONS = new CatalogQuery("view-definitions");

    private static final String ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;\n";

    /** Settings that keep texts independent of the session; temporary relations are searched last. */
    private static final String SETTINGS = """
            SET LOCAL search_path = pg_catalog, pg_temp;
            SET LOCAL quote_all_identifiers = off;
            SET LOCAL DateStyle = 'ISO, MDY';
            SET LOCAL IntervalStyle = 'postgres';
            SET LOCAL TimeZone = 'UTC';
            SET LOCAL standard_conforming_strings = on;
            SET LOCAL lc_monetary = 'C';
            SET LOCAL xmlbinary = 'base64';
            SET LOCAL xmloption = 'content';
            SET LOCAL extra_float_digits = 1;
            SET LOCAL bytea_output = 'hex';
            SET LOCAL jit = off;
            SET LOCAL lock_timeout = '2s';
            SET LOCAL statement_timeout = %s""";

    /**
     * Reading the definition of a view locks the relations that it uses until the transaction or savepoint is rolled back.
     * The same is true of rules, policies and functions, but they seldom use as many relations.
     */
    private static final int VIEWS_AT_ONCE = 200;

    /** How often everything is read, if other sessions drop what is being read. */
    private static final int ATTEMPTS = 10;

    /** How often everything is read, if other sessions drop and create the same objects again and again. */
    private static final int ATTEMPTS_AT_WHAT_IS_REPLACED = 3;

    /** How often one query is tried before everything is read again. */
    private static final int ATTEMPTS_OF_A_QUERY = 3;

    private static final String LOCKED = "55P03";

    private final Connection connection;
    private final CatalogScope scope;
    private final QueryLimits limits;
    private final int major;
    private final boolean isAlone;

    private CatalogReader(Connection connection, CatalogScope scope, boolean isAlone) throws SQLException {
        this.connection = connection;
        this.scope = scope;
        this.isAlone = isAlone;
        this.limits = new QueryLimits(connection, scope);
        this.major = connection.getMetaData().getDatabaseMajorVersion();
    }

    /** Additional work in the transaction that reads the schema, on the same state. */
    public interface Also {

        void read(Connection connection) throws SQLException;
    }

    /**
     * Reads a database.
     *
     * @param connection not in a transaction; left unchanged
     */
    public static Schema read(Connection connection, CatalogScope scope) throws SQLException {
        return read(connection, scope, nothing -> {});
    }

    /**
     * Reads a database, and something else in the same transaction.
     *
     * @param connection not in a transaction; left unchanged
     * @param also the additional work
     */
    public static Schema read(Connection connection, CatalogScope scope, Also also) throws SQLException {
        return read(connection, scope, also, nothing -> {});
    }

    /** Reads a database, then does something else before the transaction ends. */
    static Schema readThen(Connection connection, CatalogScope scope, Also then) throws SQLException {
        return read(connection, scope, nothing -> {}, then);
    }

    private static Schema read(Connection connection, CatalogScope scope, Also first, Also then) throws SQLException {
        for (int attempt = 1; true; attempt++) {
            try {
                Attempt read = attempt(connection, scope, first, then);
                if (attempt >= ATTEMPTS_AT_WHAT_IS_REPLACED || !read.gone.isThere(connection)) {
                    return read.schema;
                }
            } catch (SQLException failure) {
                if (LOCKED.equals(failure.getSQLState())) {
                    throw ForeignLocks.explain(connection, failure);
                }
                if (attempt == ATTEMPTS || !Vanished.isCauseOf(failure)) {
                    throw failure;
                }
            }
        }
    }

    /** A schema, and what another session dropped meanwhile. */
    private record Attempt(Schema schema, Replaced gone) {}

    private static Attempt attempt(Connection connection, CatalogScope scope, Also first, Also then)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            CatalogReader reader = new CatalogReader(connection, scope, false);
            reader.set(ONE_STATE + SETTINGS);
            first.read(connection);
            Schema schema = reader.read();
            then.read(connection);
            return new Attempt(schema, Replaced.gone(connection));
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /**
     * Reads the state of an open transaction, and leaves its settings as they were.
     *
     * @param connection to a database that nobody else uses: locks are held until the end
     */
    public static Schema readWithin(Connection connection, CatalogScope scope) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            CatalogReader reader = new CatalogReader(connection, scope, true);
            reader.set(SETTINGS);
            return reader.read();
        } finally {
            connection.rollback(before);
        }
    }

    private void set(String settings) throws SQLException {
        long millis = this.scope.timeout() == null ? 0 : this.scope.timeout().toMillis();
        try (Statement statement = this.connection.createStatement()) {
            statement.execute(settings.formatted(millis));
        }
    }

    private Schema read() throws SQLException {
        List<CatalogRow> rows = new ArrayList<>();
        Set<String> inUse = select(IN_USE, CatalogReader::names);
        for (CatalogQuery query : OBJECTS) {
            if (query.catalog() == null || inUse.contains(query.catalog())) {
                rows.addAll(this.limits.wanted(rows(query)));
            }
        }
        if (this.scope.coverage().details().contains(Detail.GRANTS)) {
            rows.addAll(rows(DEFAULT_PRIVILEGES));
        }
        if (this.scope.coverage().details().contains(Detail.SETTINGS)) {
            rows.addAll(rows(SETTINGS_OF_DATABASE));
        }
        Map<Long, String> views = viewDefinitions(new CatalogObjects(this.scope, rows).views());
        Vanished.remove(this.connection, rows);
        CatalogObjects objects = new CatalogObjects(this.scope, rows);
        objects.definitions(views);
        objects.comments(texts(COMMENTS));
        objects.lists(Attribute.DEPENDS_ON_EXTENSIONS, lists(EXTENSION_DEPENDENCIES));
        objects.lists(Attribute.SECURITY_LABELS, lists(SECURITY_LABELS));
        if (this.scope.coverage().details().contains(Detail.OWNERS)) {
            objects.owners(texts(OWNERS));
        }
        if (this.scope.coverage().details().contains(Detail.GRANTS)) {
            objects.lists(Attribute.GRANTS, lists(GRANTS));
        }
        objects.references(references());
        Vanished.requireWhole(rows, objects::isShown);
        return objects.schema(this.major, notTold());
    }

    private static Set<String> names(ResultSet rows) throws SQLException {
        Set<String> names = new HashSet<>();
        while (rows.next()) {
            names.add(rows.getString(1));
        }
        return names;
    }

    private String sql(CatalogQuery query) {
        return query.text(this.major, this.scope.coverage().details());
    }

    private List<CatalogRow> rows(CatalogQuery query) throws SQLException {
        return select(this.limits.limited(sql(query)), CatalogRow::readAll);
    }

    private interface Query<T> {

        T run() throws SQLException;
    }

    /** The result of a query, without the locks that it took. */
    private <T> T unlocked(Query<T> query) throws SQLException {
        if (this.isAlone) {
            return query.run();
        }
        for (int attempt = 1; true; attempt++) {
            Savepoint locks = this.connection.setSavepoint();
            try {
                return query.run();
            } catch (SQLException failure) {
                if (attempt == ATTEMPTS_OF_A_QUERY || !Vanished.isCauseOf(failure)) {
                    throw failure;
                }
            } finally {
                this.connection.rollback(locks);
            }
        }
    }

    /** A text for each object: the last column, which is the fourth if the objects include columns of tables. */
    private Map<ObjectAddress, String> texts(CatalogQuery query) throws SQLException {
        return select(query, rows -> {
            Map<ObjectAddress, String> texts = new HashMap<>();
            int last = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                int part = last == 4 ? rows.getInt(3) : 0;
                texts.put(new ObjectAddress(rows.getString(1), rows.getLong(2), part), rows.getString(last));
            }
            return texts;
        });
    }

    /** A list for each object: the fourth column, unless it equals the fifth. */
    private Map<ObjectAddress, List<String>> lists(CatalogQuery query) throws SQLException {
        return select(query, rows -> {
            Map<ObjectAddress, List<String>> lists = new HashMap<>();
            boolean mayBeUsual = rows.getMetaData().getColumnCount() > 4;
            while (rows.next()) {
                List<String> list = items(rows.getArray(4));
                if (!mayBeUsual || !list.equals(items(rows.getArray(5)))) {
                    lists.put(new ObjectAddress(rows.getString(1), rows.getLong(2), rows.getInt(3)), list);
                }
            }
            return lists;
        });
    }

    private static List<String> items(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private List<Reference> references() throws SQLException {
        return select(REFERENCES, rows -> {
            List<Reference> references = new ArrayList<>();
            while (rows.next()) {
                references.add(new Reference(
                        new ObjectAddress(rows.getString(1), rows.getLong(2), rows.getInt(3)),
                        new ObjectAddress(rows.getString(4), rows.getLong(5), rows.getInt(6))));
            }
            return references;
        });
    }

    private NavigableMap<String, Integer> notTold() throws SQLException {
        return select(NOT_TOLD, rows -> {
            NavigableMap<String, Integer> counts = new TreeMap<>();
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getInt(2));
            }
            return counts;
        });
    }

    /** Turns the rows of a query into a value. */
    private interface Rows<T> {

        T read(ResultSet rows) throws SQLException;
    }

    private <T> T select(CatalogQuery query, Rows<T> rows) throws SQLException {
        return select(sql(query), rows);
    }

    private <T> T select(String sql, Rows<T> rows) throws SQLException {
        return unlocked(() -> {
            try (PreparedStatement statement = this.connection.prepareStatement(sql);
                    ResultSet found = statement.executeQuery()) {
                return rows.read(found);
            }
        });
    }

    private Map<Long, String> viewDefinitions(List<Long> views) throws SQLException {
        Map<Long, String> definitions = new HashMap<>();
        for (int from = 0; from < views.size(); from += VIEWS_AT_ONCE) {
            List<Long> some = views.subList(from, Math.min(from + VIEWS_AT_ONCE, views.size()));
            definitions.putAll(unlocked(() -> definitionsOf(some)));
        }
        return definitions;
    }

    private Map<Long, String> definitionsOf(List<Long> views) throws SQLException {
        Map<Long, String> definitions = new HashMap<>();
        try (PreparedStatement statement = this.connection.prepareStatement(sql(VIEW_DEFINITIONS))) {
            statement.setArray(1, this.connection.createArrayOf("bigint", views.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String definition = rows.getString(2);
                    if (definition != null) {
                        definitions.put(rows.getLong(1), definition);
                    }
                }
            }
        }
        return definitions;
    }
}
