package io.github.appliedset.run;

import io.github.appliedset.migration.DryRunReport.Blocks;
import io.github.appliedset.migration.DryRunReport.Rewrite;
import io.github.appliedset.migration.DryRunReport.TableLock;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Effects of a transaction on the relations that existed before it, step by step: the locks it takes, and the files it
 * rewrites. Other sessions can be blocked only by these.
 */
final class RelationWatch {

    private static final String RELATIONS = """
            SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, c.relkind,
                   pg_catalog.pg_relation_filenode(c.oid) AS filenode
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,m,v,f,i,I}' AS pg_catalog."char"[]))
              AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
              AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
              AND NOT (n.nspname OPERATOR(pg_catalog.=) ? AND (c.relname OPERATOR(pg_catalog.=) ?
                                                               OR c.relname OPERATOR(pg_catalog.=) ?))""";
    private static final String FILENODES = """
            SELECT c.oid, pg_catalog.pg_relation_filenode(c.oid) AS filenode
            FROM pg_catalog.pg_class c
            WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,m,i}' AS pg_catalog."char"[]))""";
    private static final String LOCKS = """
            SELECT l.relation AS oid, l.mode
            FROM pg_catalog.pg_locks l
            WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND l.granted
              AND l.locktype OPERATOR(pg_catalog.=) 'relation'""";

    /** PostgreSQL's table-level lock modes, the weakest first, in the order of its documentation. */
    private static final List<Mode> MODES = List.of(
            new Mode("AccessShareLock", "ACCESS SHARE", Blocks.NOTHING),
            new Mode("RowShareLock", "ROW SHARE", Blocks.NOTHING),
            new Mode("RowExclusiveLock", "ROW EXCLUSIVE", Blocks.NOTHING),
            new Mode("ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE", Blocks.NOTHING),
            new Mode("ShareLock", "SHARE", Blocks.WRITES),
            new Mode("ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE", Blocks.WRITES),
            new Mode("ExclusiveLock", "EXCLUSIVE", Blocks.WRITES),
            new Mode("AccessExclusiveLock", "ACCESS EXCLUSIVE", Blocks.READS_AND_WRITES));

    private record Mode(String inCatalog, String inSql, Blocks blocks) {}

    private record Relation(String name, boolean isIndex) {}

    private final Connection connection;
    private final Map<Long, Relation> relations = new HashMap<>();
    private final Map<Long, Long> filenodes = new HashMap<>();
    private final Map<Long, Integer> strongest = new HashMap<>();

    /** Records the current relations. */
    RelationWatch(Connection connection, TrackerTable tracker) throws SQLException {
        this.connection = connection;
        try (PreparedStatement statement = connection.prepareStatement(RELATIONS)) {
            statement.setString(1, tracker.schema());
            statement.setString(2, tracker.table());
            statement.setString(3, tracker.table() + "_pkey");
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long oid = rows.getLong("oid");
                    this.relations.put(
                            oid,
                            new Relation(
                                    rows.getString("name"),
                                    rows.getString("relkind").equalsIgnoreCase("i")));
                    this.filenodes.put(oid, rows.getLong("filenode"));
                }
            }
        }
    }

    /** The locks taken since the last call: the strongest per table, if stronger than before. */
    List<TableLock> newLocks() throws SQLException {
        Map<Long, Integer> taken = new HashMap<>();
        try (Statement statement = this.connection.createStatement();
                ResultSet rows = statement.executeQuery(LOCKS)) {
            while (rows.next()) {
                Relation relation = this.relations.get(rows.getLong("oid"));
                if (relation != null && !relation.isIndex()) {
                    taken.merge(rows.getLong("oid"), strength(rows.getString("mode")), Math::max);
                }
            }
        }
        List<TableLock> locks = new ArrayList<>();
        taken.forEach((oid, strength) -> {
            if (strength > this.strongest.getOrDefault(oid, -1)) {
                this.strongest.put(oid, strength);
                Mode mode = MODES.get(strength);
                locks.add(new TableLock(
                        Objects.requireNonNull(this.relations.get(oid)).name(), mode.inSql(), mode.blocks()));
            }
        });
        locks.sort(Comparator.comparing(TableLock::table));
        return locks;
    }

    private static int strength(String mode) {
        for (int index = 0; index < MODES.size(); index++) {
            if (MODES.get(index).inCatalog().equals(mode)) {
                return index;
            }
        }
        throw new IllegalStateException("unknown PostgreSQL lock mode: " + mode);
    }

    /** The relations rewritten since the last call. */
    List<Rewrite> newRewrites() throws SQLException {
        List<Rewrite> rewrites = new ArrayList<>();
        try (Statement statement = this.connection.createStatement();
                ResultSet rows = statement.executeQuery(FILENODES)) {
            while (rows.next()) {
                long oid = rows.getLong("oid");
                Long before = this.filenodes.get(oid);
                if (before != null && before != rows.getLong("filenode")) {
                    this.filenodes.put(oid, rows.getLong("filenode"));
                    rewrites.add(new Rewrite(
                            Objects.requireNonNull(this.relations.get(oid)).name(), size(oid)));
                }
            }
        }
        rewrites.sort(Comparator.comparing(Rewrite::relation));
        return rewrites;
    }

    /**
     * Called only for relations that this transaction has locked: the function would wait for other sessions' locks.
     */
    private long size(long oid) throws SQLException {
        try (PreparedStatement statement = this.connection.prepareStatement(
                "SELECT pg_catalog.pg_relation_size(CAST(CAST(? AS pg_catalog.oid) AS pg_catalog.regclass))")) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
