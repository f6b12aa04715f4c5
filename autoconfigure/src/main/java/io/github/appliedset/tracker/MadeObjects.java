package io.github.appliedset.tracker;

/**
 * SQL for the objects that a transaction has made, and for those that exist, in PostgreSQL's words, such as
 * {@code view public.active_users}. They are told apart by the transaction that wrote their rows in the catalogs: replacing a
 * view by the same one changes nothing but its rule.
 */
final class MadeObjects {

    /** Class, oid, and writing transaction of what a file may make; the columns of a table are the table's. */
    private static final String ALL = """
            (   SELECT CAST('pg_catalog.pg_class' AS pg_catalog.regclass), w.ev_class, w.xmin
                FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_class v ON v.oid OPERATOR(pg_catalog.=) w.ev_class
                WHERE v.relkind OPERATOR(pg_catalog.=) ANY (CAST('{v,m}' AS pg_catalog."char"[]))
              UNION ALL
                SELECT CAST('pg_catalog.pg_class' AS pg_catalog.regclass), c.oid, y.xmin
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_type y ON y.oid OPERATOR(pg_catalog.=) c.reltype
                WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,f}' AS pg_catalog."char"[]))
              UNION ALL
                SELECT CAST('pg_catalog.pg_class' AS pg_catalog.regclass), q.seqrelid, q.xmin
                FROM pg_catalog.pg_sequence q
                WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend o
                    WHERE o.classid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_class' AS pg_catalog.regclass)
                      AND o.objid OPERATOR(pg_catalog.=) q.seqrelid
                      AND o.deptype OPERATOR(pg_catalog.=) ANY (CAST('{a,i}' AS pg_catalog."char"[])))
              UNION ALL
                SELECT CAST('pg_catalog.pg_proc' AS pg_catalog.regclass), p.oid, p.xmin FROM pg_catalog.pg_proc p
              UNION ALL
                SELECT CAST('pg_catalog.pg_type' AS pg_catalog.regclass), t.oid, t.xmin
                FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.typrelid
                WHERE t.typtype OPERATOR(pg_catalog.=) ANY (CAST('{e,d,r}' AS pg_catalog."char"[]))
                   OR c.relkind OPERATOR(pg_catalog.=) 'c'
              UNION ALL
                SELECT CAST('pg_catalog.pg_trigger' AS pg_catalog.regclass), g.oid, g.xmin
                FROM pg_catalog.pg_trigger g WHERE NOT g.tgisinternal
              UNION ALL
                SELECT CAST('pg_catalog.pg_policy' AS pg_catalog.regclass), l.oid, l.xmin FROM pg_catalog.pg_policy l
              UNION ALL
                SELECT CAST('pg_catalog.pg_rewrite' AS pg_catalog.regclass), w.oid, w.xmin FROM pg_catalog.pg_rewrite w
                WHERE w.rulename OPERATOR(pg_catalog.<>) '_RETURN'
            ) k (class, object, writer)""";

    private static final String NAME = "i.type OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) i.identity";

    /** The name of an object behind the transaction that wrote it, as one within a transaction has. */
    private static final String VERSIONED =
            "CAST(k.writer AS pg_catalog.text) OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) " + NAME;

    private static final String BEFORE = "applied_set.made_before";

    private static final String FOUND = """
             FROM %s CROSS JOIN LATERAL pg_catalog.pg_identify_object(k.class, k.object, 0) i
            WHERE k.object OPERATOR(pg_catalog.>=) CAST('16384' AS pg_catalog.oid)
              AND NOT pg_catalog.starts_with(COALESCE(i.schema, ''), 'pg_')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                  WHERE e.classid OPERATOR(pg_catalog.=) k.class AND e.objid OPERATOR(pg_catalog.=) k.object
                    AND e.deptype OPERATOR(pg_catalog.=) 'e')""".formatted(ALL);

    private static final String NAMED = "SELECT " + NAME + FOUND;

    /**
     * How far a writer is behind the current transaction, as 32-bit numbers count: a transaction within it has a higher
     * number, and so has one that began later and is committed; of those, the server knows that they are. A number far ahead is
     * an old one, from before the counter began again.
     */
    private static final String BY_THIS_TRANSACTION = """
             AND (SELECT a.ahead OPERATOR(pg_catalog.>=) %s
                    AND a.ahead OPERATOR(pg_catalog.<) (a.known OPERATOR(pg_catalog.+) 1000000)
                    AND CASE WHEN a.ahead OPERATOR(pg_catalog.<) a.known
                             THEN pg_catalog.pg_xact_status(CAST(CAST(a.mine OPERATOR(pg_catalog.+) a.ahead
                                  AS pg_catalog.text) AS pg_catalog.xid8)) OPERATOR(pg_catalog.=) 'in progress'
                             ELSE true END
                  FROM (SELECT b.mine, b.known,
                               ((b.writer OPERATOR(pg_catalog.-) b.mine) OPERATOR(pg_catalog.%%) 4294967296
                                   OPERATOR(pg_catalog.+) 4294967296) OPERATOR(pg_catalog.%%) 4294967296
                        FROM (SELECT x.mine, x.completed OPERATOR(pg_catalog.-) x.mine, x.writer
                              FROM (SELECT CAST(CAST(pg_catalog.pg_current_xact_id() AS pg_catalog.text) AS bigint),
                                           CAST(CAST(pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())
                                               AS pg_catalog.text) AS bigint),
                                           CAST(CAST(k.writer AS pg_catalog.text) AS bigint)) x (mine, completed, writer)
                             ) b (mine, known, writer)
                       ) a (mine, known, ahead))""";

    /** The objects that exist. */
    static final String EXISTING = NAMED;

    /** An array of the objects that the current transaction has made. */
    static final String OF_THE_TRANSACTION = "ARRAY(" + NAMED + BY_THIS_TRANSACTION.formatted(0) + " ORDER BY 1)";

    private static final String BEHIND_SAVEPOINTS = BY_THIS_TRANSACTION.formatted(1);

    /** Notes, for the current transaction, the objects that were made behind savepoints so far. */
    static final String NOTE_THOSE_BEFORE = "SELECT pg_catalog.set_config('" + BEFORE + "', CAST(ARRAY(SELECT "
            + VERSIONED + FOUND + BEHIND_SAVEPOINTS + ") AS pg_catalog.text), true)";

    /** An array of the objects that were made behind savepoints of the current transaction, since the note. */
    static final String SINCE_THE_NOTE = "ARRAY(" + NAMED + BEHIND_SAVEPOINTS + " AND " + VERSIONED
            + " OPERATOR(pg_catalog.<>) ALL (CAST(COALESCE(NULLIF(pg_catalog.current_setting('" + BEFORE
            + "', true), ''), '{}') AS pg_catalog.text[])) ORDER BY 1)";

    private MadeObjects() {}
}
