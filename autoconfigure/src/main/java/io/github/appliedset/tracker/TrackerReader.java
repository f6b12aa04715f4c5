package io.github.appliedset.tracker;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.postgres.SqlState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Reads the tracker with one query, outside a transaction without a lock, and runs nothing of whoever owns it. The reader need
 * not trust the owner: sampling fails for a view before anything of it runs, a policy is an error while row security is
 * off, and columns are read as they are, because a function or an operator could be reached through a cast of the owner's.
 *
 * @param table the tracker
 */
record TrackerReader(TrackerTable table) {

    private static final String NO_POLICIES = "pg_catalog.set_config('row_security', 'off', true)";

    /** The oids of bigint, integer, text, varchar and timestamptz, which are the same everywhere. */
    private static final Set<Integer> NUMBER = Set.of(20, 23);

    private static final Set<Integer> TEXT = Set.of(25, 1043);
    private static final Set<Integer> TIME = Set.of(1184);
    static final List<String> COLUMNS = List.of("version", "name", "applied_at", "checksum");
    static final List<Set<Integer>> TYPES = List.of(NUMBER, TEXT, TIME, TEXT);

    /** Reads the results of queries. */
    private interface Reading<T> {

        T of(Results results) throws SQLException;
    }

    /**
     * The rows, in a transaction of its own or in the current one; and what the sessions that hold the lock say they do.
     *
     * @param activities whether the latter are asked for
     * @param patience how long to wait for a lock on the table; null for as long as the session does
     * @param side is told which tables there are beside it
     * @throws SQLException if {@link SqlState#INSUFFICIENT_PRIVILEGE}, the reader lacks a privilege, or row security would
     *     hide rows
     */
    TrackerView view(Connection connection, boolean activities, @Nullable Duration patience, Consumer<SideTables> side)
            throws SQLException {
        String queries = "SELECT version, name, applied_at, checksum FROM " + sampled();
        if (activities) {
            queries += "; SELECT COALESCE(a.application_name, '') FROM pg_catalog.pg_locks l"
                    + " JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid WHERE "
                    + this.table.lockCondition("l");
        }
        return ask(connection, queries, patience, side, results -> {
            VersionSet<AppliedMigration> rows = VersionSet.of(all(results.next()));
            return TrackerView.of(rows, activities ? names(results.next()) : List.of());
        });
    }

    /**
     * The rows, unless they are known; else one row that says so.
     *
     * @param known the digest of known rows; null for those that {@link VerifiedSets} has
     * @param patience as above
     * @param side as above
     */
    TrackerAnswer answer(
            Connection connection, @Nullable String known, @Nullable Duration patience, Consumer<SideTables> side)
            throws SQLException {
        String why = known == null
                ? new VerifiedSets(this.table).fingerprints("d.digest")
                : "CASE WHEN d.digest OPERATOR(pg_catalog.=) " + SqlLiteral.of(known) + " THEN 'known' END";
        // Without OFFSET, it would be looked up for each row whether the rows are known.
        String query =
                "SELECT t.version, t.name, t.applied_at, t.checksum, t.present, k.digest, k.why FROM (SELECT d.digest, "
                        + why + " AS why FROM (SELECT " + RowsDigest.of(sampled())
                        + " AS digest OFFSET 0) d OFFSET 0) k"
                        + " LEFT JOIN LATERAL (SELECT true AS present, version, name, applied_at, checksum FROM "
                        + sampled()
                        + " WHERE COALESCE(k.why, '') OPERATOR(pg_catalog.=) '' OFFSET 0) t ON true";
        return ask(connection, query, patience, side, results -> answer(results.next()));
    }

    /**
     * The rows of these versions, and the digest of all rows; nothing if the other rows are not those of a digest. For a table
     * that was found to be trusted: versions are compared.
     *
     * @param others the digest of the other rows
     * @param patience as above
     */
    TrackerAnswer added(
            Connection connection, String others, Collection<MigrationVersion> versions, @Nullable Duration patience)
            throws SQLException {
        String added = "version OPERATOR(pg_catalog.=) ANY (CAST('{"
                + versions.stream().map(MigrationVersion::toString).collect(Collectors.joining(","))
                + "}' AS bigint[]))";
        String query = "SELECT t.version, t.name, t.applied_at, t.checksum, t.present, k.digest, '' FROM "
                + RowsDigest.of(sampled(), "NOT " + added) + " k"
                + " LEFT JOIN LATERAL (SELECT true AS present, version, name, applied_at, checksum FROM " + sampled()
                + " WHERE " + added + ") t ON true WHERE k.part OPERATOR(pg_catalog.=) " + SqlLiteral.of(others);
        return ask(connection, query, patience, any -> {}, results -> {
            ResultSet rows = results.next();
            return rows.next() ? answerFrom(rows) : TrackerAnswer.UNKNOWN;
        });
    }

    private TrackerAnswer answer(ResultSet row) throws SQLException {
        row.next();
        return answerFrom(row);
    }

    private TrackerAnswer answerFrom(ResultSet row) throws SQLException {
        String digest = row.getString(6);
        String why = row.getString(7);
        if (why != null && !why.isEmpty()) {
            return new TrackerAnswer(digest, null, VerifiedSets.parsed(why));
        }
        List<AppliedMigration> applied = new ArrayList<>();
        do {
            if (row.getBoolean(5)) {
                applied.add(row(row));
            }
        } while (row.next());
        return new TrackerAnswer(digest, VersionSet.of(applied), Set.of());
    }

    private <T> T ask(
            Connection connection,
            String queries,
            @Nullable Duration patience,
            Consumer<SideTables> side,
            Reading<T> reading)
            throws SQLException {
        if (connection.getAutoCommit() && !sendsTogether(connection)) {
            // The setting would end with its message.
            connection.setAutoCommit(false);
            try {
                return ask(connection, queries, patience, side, reading);
            } finally {
                if (!connection.isClosed()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            boolean alone = connection.getAutoCommit();
            Results results = Results.of(statement, first(alone, patience) + "; " + queries);
            ResultSet tables = results.next();
            tables.next();
            side.accept(new SideTables(tables.getBoolean(1), tables.getBoolean(2)));
            if (!alone) {
                // Of the check.
                results.next();
            }
            requireTypes(results.next());
            return reading.of(results);
        }
    }

    private String sampled() {
        return sampled(this.table);
    }

    /** The rows, for use after FROM; fails for a view before anything of it runs. */
    static String sampled(TrackerTable table) {
        return table.sql() + " TABLESAMPLE pg_catalog.system (100)";
    }

    private static boolean sendsTogether(Connection connection) throws SQLException {
        PreferQueryMode mode = connection.unwrap(PGConnection.class).getPreferQueryMode();
        return mode == PreferQueryMode.EXTENDED || mode == PreferQueryMode.EXTENDED_CACHE_EVERYTHING;
    }

    /** The queries before those for the rows. */
    private String first(boolean alone, @Nullable Duration patience) {
        List<String> first = new ArrayList<>();
        first.add("pg_catalog.to_regclass(" + SqlLiteral.of(this.table.unfinishedSql()) + ") IS NOT NULL");
        first.add("pg_catalog.to_regclass(" + SqlLiteral.of(this.table.repeatableSql()) + ") IS NOT NULL");
        if (patience != null) {
            first.add("pg_catalog.set_config('lock_timeout', '" + patience.toMillis() + "', true)");
        }
        if (alone) {
            first.add(NO_POLICIES);
        }
        List<String> queries = new ArrayList<>();
        queries.add("SELECT " + String.join(", ", first));
        if (!alone) {
            // The setting would reach the statements of a migration that follow in the transaction.
            queries.add(new OrdinaryTable(this.table.sql()).check());
        }
        queries.add("SELECT " + oid("version") + ", " + oid("name") + ", " + oid("applied_at") + ", " + oid("checksum")
                + " FROM " + sampled() + " FETCH FIRST 1 ROW ONLY");
        return String.join("; ", queries);
    }

    static String oid(String column) {
        return "CAST(pg_catalog.pg_typeof(" + column + ") AS pg_catalog.oid)";
    }

    private static void requireTypes(ResultSet types) throws SQLException {
        if (types.next()) {
            for (int column = 0; column < TYPES.size(); column++) {
                if (!TYPES.get(column).contains((int) types.getLong(column + 1))) {
                    throw new SQLException("column " + (column + 1) + " has another type", SqlState.WRONG_OBJECT_TYPE);
                }
            }
        }
    }

    private List<AppliedMigration> all(ResultSet rows) throws SQLException {
        List<AppliedMigration> applied = new ArrayList<>();
        while (rows.next()) {
            applied.add(row(rows));
        }
        return applied;
    }

    private static List<String> names(ResultSet rows) throws SQLException {
        List<String> names = new ArrayList<>();
        while (rows.next()) {
            names.add(rows.getString(1));
        }
        return names;
    }

    AppliedMigration row(ResultSet rows) throws SQLException {
        long version = rows.getLong(1);
        if (version < 0) {
            throw new TrackerException(
                    "Table " + this.table + " contains version " + version
                            + ", which no migration can have. Nothing further was applied.",
                    "Find out who wrote the row. If it is not needed: DELETE FROM " + this.table + " WHERE version = "
                            + version + ";",
                    "tracker-shape",
                    null);
        }
        String name = rows.getString(2);
        String appliedAt = rows.getString(3);
        String checksum = rows.getString(4);
        if (name == null || appliedAt == null) {
            throw new TrackerException(
                    "Table " + this.table + " has no " + (name == null ? "name" : "applied_at") + " for version "
                            + version + ". Nothing further was applied.",
                    "Fill in the missing value, and make both columns NOT NULL:\n    ALTER TABLE " + this.table
                            + " ALTER COLUMN name SET NOT NULL, ALTER COLUMN applied_at SET NOT NULL;",
                    "tracker-shape",
                    null);
        }
        return new AppliedMigration(
                MigrationVersion.of(version),
                name,
                instant(appliedAt),
                checksum == null ? null : new Checksum(checksum));
    }

    /**
     * Parses a time as PostgreSQL writes it in ISO style, which the driver requires: with an offset, perhaps with a fraction
     * of a second, and perhaps before Christ. A row edited by hand may contain infinity.
     */
    static Instant instant(String text) {
        if (text.endsWith("infinity")) {
            return text.startsWith("-") ? Instant.MIN : Instant.MAX;
        }
        boolean beforeChrist = text.endsWith(" BC");
        String time = beforeChrist ? text.substring(0, text.length() - 3) : text;
        int space = time.indexOf(' ');
        int offset = Math.max(time.indexOf('+', space), time.indexOf('-', space));
        String[] date = time.substring(0, space).split("-");
        int year = Integer.parseInt(date[0]);
        long day = LocalDate.of(beforeChrist ? 1 - year : year, Integer.parseInt(date[1]), Integer.parseInt(date[2]))
                .toEpochDay();
        String clock = time.substring(space + 1, offset);
        int point = clock.indexOf('.');
        long nanos = point < 0 ? 0 : Long.parseLong((clock.substring(point + 1) + "000000000").substring(0, 9));
        long east = seconds(time.substring(offset + 1)) * (time.charAt(offset) == '-' ? -1 : 1);
        return Instant.ofEpochSecond(
                day * 86_400 + seconds(point < 0 ? clock : clock.substring(0, point)) - east, nanos);
    }

    /** Hours, perhaps minutes, perhaps seconds. */
    private static long seconds(String clock) {
        long seconds = 0;
        int unit = 3_600;
        for (String part : clock.split(":")) {
            seconds += Long.parseLong(part) * unit;
            unit /= 60;
        }
        return seconds;
    }
}
