package io.github.appliedset.generate;

import io.github.appliedset.schema.change.Hazard;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sees what the statements of a transaction do to the tables that were there before: which locks they hold, whether a table
 * gets a new file, whether it is read from end to end. PostgreSQL does all that on an empty table as well.
 */
final class LockWatch {

    private static final String TABLES = """
            SELECT c.oid::bigint, pg_catalog.pg_relation_filenode(c.oid)::bigint,
                   pg_catalog.pg_stat_get_xact_numscans(c.oid), pg_catalog.format('%I.%I', n.nspname, c.relname)
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm', 'p') AND c.oid >= 16384 AND n.nspname !~ '^pg_'""";

    private static final String LOCKS = """
            SELECT l.relation::bigint,
                   pg_catalog.bool_or(l.mode = 'AccessExclusiveLock'),
                   pg_catalog.bool_or(l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                                                 'AccessExclusiveLock'))
              FROM pg_catalog.pg_locks l
             WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid() AND l.granted
             GROUP BY 1""";

    /**
     * A table.
     *
     * @param file number of its file
     * @param scans how often it was read from end to end
     * @param name with its schema
     */
    private record Table(long file, long scans, String name) {}

    private final Connection connection;
    private final Map<Long, Table> before;

    private LockWatch(Connection connection, Map<Long, Table> before) {
        this.connection = connection;
        this.before = before;
    }

    /**
     * Begins to watch, in a transaction that has just begun.
     *
     * @param watched oids of the tables to look at
     */
    static LockWatch begin(Connection connection, Set<Long> watched) throws SQLException {
        Map<Long, Table> tables = tables(connection);
        tables.keySet().retainAll(watched);
        return new LockWatch(connection, tables);
    }

    /** The oids of all tables. */
    static Set<Long> allTables(Connection connection) throws SQLException {
        return Set.copyOf(tables(connection).keySet());
    }

    private static Map<Long, Table> tables(Connection connection) throws SQLException {
        Map<Long, Table> tables = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.put(rows.getLong(1), new Table(rows.getLong(2), rows.getLong(3), rows.getString(4)));
            }
        }
        return tables;
    }

    /** What happened since, before the transaction ends. */
    Set<Hazard> end() throws SQLException {
        Set<Hazard> hazards = EnumSet.noneOf(Hazard.class);
        byTable().values().forEach(hazards::addAll);
        return hazards;
    }

    /** The tables that were read from end to end since. */
    Set<String> read() throws SQLException {
        Set<String> read = new TreeSet<>();
        for (Map.Entry<String, Set<Hazard>> table : byTable().entrySet()) {
            if (table.getValue().contains(Hazard.FULL_SCAN)) {
                read.add(table.getKey());
            }
        }
        return read;
    }

    /** What happened to each table since; those with nothing are left out. */
    Map<String, Set<Hazard>> byTable() throws SQLException {
        Map<String, Set<Hazard>> byTable = new TreeMap<>();
        Map<Long, Table> after = tables(this.connection);
        try (Statement statement = this.connection.createStatement();
                ResultSet rows = statement.executeQuery(LOCKS)) {
            while (rows.next()) {
                Table was = this.before.get(rows.getLong(1));
                Table is = after.get(rows.getLong(1));
                if (was != null && is != null) {
                    Set<Hazard> hazards = EnumSet.noneOf(Hazard.class);
                    add(hazards, was, is, rows.getBoolean(2), rows.getBoolean(3));
                    if (!hazards.isEmpty()) {
                        byTable.put(was.name(), hazards);
                    }
                }
            }
        }
        return byTable;
    }

    private static void add(Set<Hazard> hazards, Table was, Table is, boolean stopsReaders, boolean stopsWriters) {
        boolean rewritten = was.file() != is.file();
        boolean read = is.scans() > was.scans();
        if (rewritten) {
            hazards.add(Hazard.REWRITE);
        }
        if (read || rewritten) {
            hazards.add(Hazard.FULL_SCAN);
            if (stopsReaders) {
                hazards.add(Hazard.BLOCKS_READS);
            }
            if (stopsWriters) {
                hazards.add(Hazard.BLOCKS_WRITES);
            }
        }
    }
}
