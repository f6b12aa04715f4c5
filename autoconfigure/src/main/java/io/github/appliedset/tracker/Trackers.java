package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Trackers of one name in many schemas. Like {@link TrackerReader}, reading them runs nothing of whoever owns one.
 *
 * @param table the name of each
 */
@Internal
public record Trackers(String table) {

    private static final String BEGINNING = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
            + " SELECT pg_catalog.set_config('lock_timeout', '1000', true),"
            + " pg_catalog.set_config('row_security', 'off', true)";

    private static final String ROWS = String.join(", ", TrackerReader.COLUMNS);

    /** With the type of each column: what the driver knows of a result, it asks the server with operators of any schema. */
    private static final String DIGEST = TrackerReader.COLUMNS.stream()
                    .map(column -> "pg_catalog.min(" + TrackerReader.oid(column) + "), ")
                    .collect(Collectors.joining())
            + RowsDigest.AGGREGATE;

    /**
     * The rows of one of them.
     *
     * @param digest null if there are none, or one has no time
     */
    public record Rows(
            VersionSet<AppliedMigration> rows, @Nullable String digest) {}

    /** Trackers of that name. */
    public static Trackers called(String table) {
        return new Trackers(table);
    }

    /**
     * Which of the schemas exist, each with whether it has a tracker. Asks the catalog alone, and locks no tracker.
     */
    public Map<String, Boolean> in(Connection connection, Collection<String> schemas) throws SQLException {
        Map<String, Boolean> found = new LinkedHashMap<>();
        if (schemas.isEmpty()) {
            return found;
        }
        String sql = "SELECT n.nspname, EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace"
                + " OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) " + SqlLiteral.of(this.table)
                + ") FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.=) ANY (ARRAY["
                + schemas.stream().map(SqlLiteral::of).collect(Collectors.joining(", "))
                + "]::pg_catalog.text[])";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getBoolean(2));
            }
        }
        return found;
    }

    /**
     * The rows of the trackers in these schemas, in one transaction. Trackers with the same rows share those of one, and are
     * told by their digests. It locks each table, which the server has room for in a few hundred only.
     *
     * @param connection in no transaction
     * @param known rows by their digests, which need not be read
     * @throws SQLException if one of them cannot be read
     */
    public Map<String, Rows> read(
            Connection connection, List<String> schemas, Map<String, VersionSet<AppliedMigration>> known)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            Map<String, @Nullable String> digests = digests(statement, schemas);
            Map<String, VersionSet<AppliedMigration>> byDigest = new HashMap<>(known);
            Map<String, VersionSet<AppliedMigration>> bySchema = rows(statement, toRead(digests, known.keySet()));
            bySchema.forEach((schema, rows) -> byDigest.put(Objects.requireNonNullElse(digests.get(schema), ""), rows));
            Map<String, Rows> read = new LinkedHashMap<>();
            digests.forEach((schema, digest) -> read.put(
                    schema,
                    new Rows(
                            digest == null
                                    ? bySchema.getOrDefault(schema, VersionSet.empty())
                                    : Objects.requireNonNull(byDigest.get(digest)),
                            digest)));
            return read;
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private Map<String, @Nullable String> digests(Statement statement, List<String> schemas) throws SQLException {
        Results results = Results.of(
                statement,
                BEGINNING
                        + schemas.stream()
                                .map(schema -> "; SELECT " + DIGEST + " FROM " + sampled(schema))
                                .collect(Collectors.joining()));
        // Of the settings.
        results.next();
        Map<String, @Nullable String> digests = new LinkedHashMap<>();
        for (String schema : schemas) {
            ResultSet row = results.next();
            row.next();
            requireTypes(schema, row);
            digests.put(schema, row.getString(TrackerReader.TYPES.size() + 1));
        }
        return digests;
    }

    /** One for each digest that is not known, and all without one, which are empty or have a row without a time. */
    private static List<String> toRead(Map<String, @Nullable String> digests, Set<String> known) {
        Set<String> seen = new HashSet<>(known);
        return digests.entrySet().stream()
                .filter(one -> one.getValue() == null || seen.add(one.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Map<String, VersionSet<AppliedMigration>> rows(Statement statement, List<String> schemas)
            throws SQLException {
        Map<String, VersionSet<AppliedMigration>> read = new HashMap<>();
        if (schemas.isEmpty()) {
            return read;
        }
        Results results = Results.of(
                statement,
                schemas.stream()
                        .map(schema -> "SELECT " + ROWS + " FROM " + sampled(schema))
                        .collect(Collectors.joining("; ")));
        for (String schema : schemas) {
            TrackerReader reader = new TrackerReader(new TrackerTable(schema, this.table));
            ResultSet rows = results.next();
            List<AppliedMigration> applied = new ArrayList<>();
            while (rows.next()) {
                applied.add(reader.row(rows));
            }
            read.put(schema, VersionSet.of(applied));
        }
        return read;
    }

    private String sampled(String schema) {
        return TrackerReader.sampled(new TrackerTable(schema, this.table));
    }

    /** An empty table has none. */
    private static void requireTypes(String schema, ResultSet row) throws SQLException {
        for (int column = 0; column < TrackerReader.TYPES.size(); column++) {
            int type = (int) row.getLong(column + 1);
            if (type != 0 && !TrackerReader.TYPES.get(column).contains(type)) {
                throw new SQLException("the tracker in " + schema + " has another shape");
            }
        }
    }
}
