package io.github.appliedset.session;

/**
 * What a transaction may leave behind in its session, whatever code it ran: settings, role and user, prepared statements,
 * open cursors, channels it listens to, advisory locks, temporary relations. PostgreSQL lists everything but parameters
 * with a made-up name such as {@code app.tenant}, which are found by the text that sets them.
 */
final class SessionMark {

    /**
     * One row with one text, the same as long as the session is as it was; for use outside a transaction. Operators
     * are qualified: the search path may be what has changed.
     */
    static final String SQL = """
            SELECT pg_catalog.concat_ws('|', session_user, pg_catalog.current_setting('role'),
                (SELECT pg_catalog.string_agg(pg_catalog.concat(name, '=', setting), ',' ORDER BY name)
                 FROM pg_catalog.pg_settings WHERE source OPERATOR(pg_catalog.=) 'session'),
                (SELECT pg_catalog.string_agg(name, ',' ORDER BY name)
                 FROM pg_catalog.pg_prepared_statements WHERE from_sql),
                (SELECT pg_catalog.count(*) FROM pg_catalog.pg_cursors WHERE is_holdable),
                (SELECT pg_catalog.count(*) FROM pg_catalog.pg_listening_channels()),
                (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks
                 WHERE locktype OPERATOR(pg_catalog.=) 'advisory'
                   AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()),
                CASE WHEN pg_catalog.pg_my_temp_schema() OPERATOR(pg_catalog.=) 0::pg_catalog.oid THEN 0
                     ELSE (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class
                           WHERE relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()) END)""";

    private SessionMark() {}
}
