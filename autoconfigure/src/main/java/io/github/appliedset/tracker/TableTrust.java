package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose code runs when a table is written, and who decides what it holds. Trusted are the role that migrates, the roles
 * it is a member of, the owner of the database, and superusers.
 *
 * @param table its name, qualified and quoted for use in SQL
 * @param role the role that migrates, quoted
 * @param problems one for each owner that is not trusted
 */
@Internal
public record TableTrust(String table, String role, List<Problem> problems) {

    private static final int MEMBERSHIPS_HAVE_OPTIONS_SINCE = 16;

    /**
     * {@code pg_has_role} is no help: it is true of every role for a superuser. Whoever creates a role may administer it, as
     * a member who can neither use nor take its privileges, which is no trust in it.
     */
    private static final String TRUSTED = """
            WITH RECURSIVE mine (role) AS (
                SELECT r.oid FROM pg_catalog.pg_roles r
                WHERE r.rolname OPERATOR(pg_catalog.=) CURRENT_USER OR r.rolname OPERATOR(pg_catalog.=) SESSION_USER
              UNION
                SELECT m.roleid FROM pg_catalog.pg_auth_members m
                JOIN mine ON m.member OPERATOR(pg_catalog.=) mine.role %s
            )
            SELECT mine.role FROM mine
            UNION ALL
            SELECT r.oid FROM pg_catalog.pg_roles r
            WHERE r.rolsuper OR r.rolname OPERATOR(pg_catalog.=) 'pg_database_owner'
            UNION ALL
            SELECT d.datdba FROM pg_catalog.pg_database d
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";

    private static final String OWNERS = """
            SELECT pg_catalog.quote_ident(CURRENT_USER), n.nspowner, pg_catalog.quote_ident(n.nspname),
                   pg_catalog.pg_get_userbyid(n.nspowner), c.relowner, pg_catalog.pg_get_userbyid(c.relowner)
            FROM pg_catalog.pg_namespace n
            LEFT JOIN pg_catalog.pg_class c
                   ON c.relnamespace OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) %2$s
            WHERE n.nspname OPERATOR(pg_catalog.=) %1$s""";

    /**
     * What the table, its rules, defaults, constraints and indexes use, apart from the table. What a generated column uses is
     * recorded for the table before PostgreSQL 15. PostgreSQL's own objects are not recorded as used.
     */
    private static final String USES = """
            SELECT d.classid, d.objid, d.refclassid, d.refobjid
            FROM (
                SELECT CAST('pg_catalog.pg_rewrite' AS pg_catalog.regclass), w.oid, w.ev_class FROM pg_catalog.pg_rewrite w
              UNION ALL
                SELECT CAST('pg_catalog.pg_attrdef' AS pg_catalog.regclass), f.oid, f.adrelid FROM pg_catalog.pg_attrdef f
              UNION ALL
                SELECT CAST('pg_catalog.pg_constraint' AS pg_catalog.regclass), k.oid, k.conrelid
                FROM pg_catalog.pg_constraint k
              UNION ALL
                SELECT CAST('pg_catalog.pg_class' AS pg_catalog.regclass), i.indexrelid, i.indrelid
                FROM pg_catalog.pg_index i
              UNION ALL
                SELECT CAST('pg_catalog.pg_class' AS pg_catalog.regclass), t.oid, t.oid FROM pg_catalog.pg_class t
            ) h (class, object, relation)
            JOIN pg_catalog.pg_depend d
              ON d.classid OPERATOR(pg_catalog.=) h.class AND d.objid OPERATOR(pg_catalog.=) h.object
            WHERE h.relation OPERATOR(pg_catalog.=) %s
              AND d.refclassid OPERATOR(pg_catalog.=) ANY (ARRAY[
                  CAST('pg_catalog.pg_proc' AS pg_catalog.regclass), CAST('pg_catalog.pg_operator' AS pg_catalog.regclass),
                  CAST('pg_catalog.pg_type' AS pg_catalog.regclass), CAST('pg_catalog.pg_class' AS pg_catalog.regclass)])
              AND NOT (d.refclassid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_class' AS pg_catalog.regclass)
                       AND d.refobjid OPERATOR(pg_catalog.=) h.relation)""";

    private static final String USED = """
            SELECT w.by, w.used, w.owner, pg_catalog.pg_get_userbyid(w.owner) FROM (
            SELECT pg_catalog.pg_describe_object(u.class, u.object, 0) AS by,
                   pg_catalog.pg_describe_object(u.refclass, u.refobject, 0) AS used, COALESCE(
                (SELECT p.proowner FROM pg_catalog.pg_proc p WHERE p.oid OPERATOR(pg_catalog.=) u.refobject
                    AND u.refclass OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_proc' AS pg_catalog.regclass)),
                (SELECT o.oprowner FROM pg_catalog.pg_operator o WHERE o.oid OPERATOR(pg_catalog.=) u.refobject
                    AND u.refclass OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_operator' AS pg_catalog.regclass)),
                (SELECT y.typowner FROM pg_catalog.pg_type y WHERE y.oid OPERATOR(pg_catalog.=) u.refobject
                    AND u.refclass OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_type' AS pg_catalog.regclass)),
                (SELECT c.relowner FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) u.refobject
                    AND u.refclass OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_class' AS pg_catalog.regclass))) AS owner
            FROM (SELECT CAST(? AS pg_catalog.oid), CAST(? AS pg_catalog.oid), CAST(? AS pg_catalog.oid),
                         CAST(? AS pg_catalog.oid)) u (class, object, refclass, refobject)) w""";

    /**
     * Something of a role that is not trusted.
     *
     * @param what what it is, and whose
     * @param remedy how to remove it, or to give it to somebody who is trusted
     */
    public record Problem(String what, String remedy) {}

    /**
     * Checks a table before it is written. Its schema counts as well: who owns it can put a table of his own in place of this
     * one.
     *
     * @throws TrackerException unless everything belongs to trusted roles; a missing table or schema is no problem
     */
    static void requireWritable(Connection connection, String schema, String name, String sql) throws SQLException {
        of(connection, schema, name, sql, true).require();
    }

    /**
     * Checks a table before its rows are believed.
     *
     * @throws TrackerException unless everything about the table belongs to trusted roles
     */
    public static void requireCredible(Connection connection, String schema, String name, String sql)
            throws SQLException {
        of(connection, schema, name, sql, false).require();
    }

    private static TableTrust of(Connection connection, String schema, String name, String sql, boolean schemaCounts)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Results results = Results.of(statement, queries(connection, schema, name, sql));
            return read(connection, results, sql, schemaCounts);
        }
    }

    /** The queries behind {@link #read}. */
    static String queries(Connection connection, String schema, String name, String sql) throws SQLException {
        return String.join(
                "; ",
                trusted(connection),
                OWNERS.formatted(SqlLiteral.of(schema), SqlLiteral.of(name)),
                new TriggerCheck(sql).untrusted(),
                usesOf("pg_catalog.to_regclass(" + SqlLiteral.of(sql) + ")"));
    }

    /** A query for the roles that are trusted. */
    static String trusted(Connection connection) throws SQLException {
        boolean options = connection.getMetaData().getDatabaseMajorVersion() >= MEMBERSHIPS_HAVE_OPTIONS_SINCE;
        return TRUSTED.formatted(options ? "AND (m.inherit_option OR m.set_option)" : "");
    }

    /**
     * A query that has a row if a table is an ordinary one that this user may read, and it and its schema belong to trusted roles.
     *
     * @param oid SQL for its oid
     */
    static String isReadSafely(Connection connection, String oid) throws SQLException {
        String trusted = "OPERATOR(pg_catalog.=) ANY (ARRAY(" + trusted(connection) + "))";
        return "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                + " ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.oid OPERATOR(pg_catalog.=) " + oid
                + " AND c.relowner " + trusted + " AND n.nspowner " + trusted
                + " AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND " + OrdinaryTable.isOrdinary("c.oid");
    }

    /** A query for what a table uses beside PostgreSQL's own, which may belong to somebody else. */
    static String usesOf(String oid) {
        return USES.formatted(oid);
    }

    /**
     * Reads the results of the queries.
     *
     * @param results of the queries, and perhaps of others before them that are read
     * @param schemaCounts whether the owner of the schema must be trusted
     */
    static TableTrust read(Connection connection, Results results, String sql, boolean schemaCounts)
            throws SQLException {
        List<Problem> problems = new ArrayList<>();
        String role = "";
        Set<Long> trusted = trusted(results.next());
        ResultSet owners = results.next();
        if (owners.next()) {
            role = owners.getString(1);
            if (schemaCounts && !trusted.contains(owners.getLong(2))) {
                problems.add(ofSchema(owners.getString(3), owners.getString(4), role));
            }
            if (owners.getString(6) != null && !trusted.contains(owners.getLong(5))) {
                problems.add(ofTable(sql, owners.getString(6), role));
            }
        }
        problems.addAll(ofTriggers(results.next(), role));
        for (long[] use : uses(results.next())) {
            problems.addAll(ofUse(connection, use, trusted, role));
        }
        return new TableTrust(sql, role, List.copyOf(problems));
    }

    private static Set<Long> trusted(ResultSet roles) throws SQLException {
        Set<Long> trusted = new HashSet<>();
        while (roles.next()) {
            trusted.add(roles.getLong(1));
        }
        return trusted;
    }

    private static Problem ofSchema(String schema, String owner, String role) {
        return new Problem(
                "Schema " + schema + " belongs to " + owner + ", who can replace this table with a different one.",
                "ALTER SCHEMA " + schema + " OWNER TO " + role + ";");
    }

    private static Problem ofTable(String table, String owner, String role) {
        return new Problem(
                "Table " + table + " belongs to " + owner + ", who can change its rows and attach code to it.",
                "ALTER TABLE " + table + " OWNER TO " + role + ";");
    }

    private static List<Problem> ofTriggers(ResultSet found, String role) throws SQLException {
        List<Problem> problems = new ArrayList<>();
        while (found.next()) {
            String what = found.getString(1);
            String used = found.getString(2);
            String owner = found.getString(3);
            problems.add(
                    switch (found.getString(4)) {
                        case "condition" ->
                            new Problem(
                                    what + " has a condition (WHEN), which anybody may have written.",
                                    "Drop the trigger; create it again without the condition if it is yours.");
                        case "action" ->
                            new Problem(
                                    what + " passes changes on to " + used + " of " + owner
                                            + ", whose triggers anybody may have written.",
                                    found.getString(5));
                        case "reference" ->
                            new Problem(
                                    what + " of " + owner + " refers to it, and can stop changes.", found.getString(5));
                        default -> ofCode(what, used, owner, role);
                    });
        }
        return problems;
    }

    private static Problem ofCode(String what, String used, String owner, String role) {
        return new Problem(
                what + " uses " + used + " of " + owner + ".",
                "Drop the first, or make " + role + " the owner of the second once you have read it.");
    }

    private static List<long[]> uses(ResultSet rows) throws SQLException {
        List<long[]> uses = new ArrayList<>();
        while (rows.next()) {
            uses.add(new long[] {rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)});
        }
        return uses;
    }

    private static List<Problem> ofUse(Connection connection, long[] use, Set<Long> trusted, String role)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(USED)) {
            for (int part = 0; part < use.length; part++) {
                statement.setString(part + 1, Long.toString(use[part]));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return trusted.contains(row.getLong(3))
                        ? List.of()
                        : List.of(ofCode(row.getString(1), row.getString(2), row.getString(4), role));
            }
        }
    }

    /**
     * Refuses the table.
     *
     * @throws TrackerException with every problem, unless there is none
     */
    void require() {
        if (!this.problems.isEmpty()) {
            throw new TrackerException(
                    this.role + " would run code or believe rows of a role that it does not trust, in table "
                            + this.table
                            + ". Nothing was changed.\n\n"
                            + this.problems.stream().map(Problem::what).collect(Collectors.joining("\n")),
                    "Look at what is there. If it is yours, make a trusted role its owner: this one, one it is a member of, the"
                            + " owner of the database, or a superuser. If not, drop it.\n"
                            + this.problems.stream()
                                    .map(problem -> "    " + problem.remedy())
                                    .distinct()
                                    .collect(Collectors.joining("\n")),
                    "tracker-owner",
                    null);
        }
    }
}
