package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.postgres.LateQuery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;

/**
 * Name of the tracker table.
 *
 * @param schema its schema, unquoted
 * @param table its name, unquoted
 */
@Internal
public record TrackerTable(String schema, String table) {

    private static final int LONGEST_IDENTIFIER = 63;
    private static final String UNFINISHED = "_unfinished";
    private static final String REPEATABLE = "_repeatable";
    private static final String CANARY = "_canary";
    private static final String BACKFILL = "_backfill";
    private static final String DOWN = "_down";
    private static final String DEVELOPER = "_developer";
    private static final String VERIFIED = "_verified";

    /** Names that are not keywords, and read better without quotes. */
    private static final Set<String> OWN_NAMES = Set.of(
            "public",
            "applied_migrations",
            "applied_migrations" + UNFINISHED,
            "applied_migrations" + REPEATABLE,
            "applied_migrations" + BACKFILL,
            "applied_migrations" + CANARY,
            "applied_migrations" + DOWN,
            "applied_migrations" + DEVELOPER,
            "applied_migrations" + VERIFIED);

    public TrackerTable {
        requireIdentifier("schema", schema, LONGEST_IDENTIFIER);
        requireIdentifier("table", table, LONGEST_IDENTIFIER - UNFINISHED.length());
    }

    private static void requireIdentifier(String what, String name, int longest) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > longest || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("the tracker's " + what + " '" + name + "' must be 1 to " + longest
                    + " bytes long: PostgreSQL would truncate it");
        }
    }

    /** Key of the advisory lock: the first 8 bytes of SHA-256 of {@code applied-set:schema.table}. */
    public long lockKey() {
        return key("");
    }

    /** Key of the advisory lock of one backfill: the same with {@code :backfill:version} at the end. */
    public long backfillLockKey(MigrationVersion version) {
        return key(":backfill:" + version);
    }

    /** Key of the advisory lock of whoever writes down what was verified: the same with {@code :verified} at the end. */
    long verifiedLockKey() {
        return key(":verified");
    }

    private long key(String end) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("applied-set:" + this.schema + "." + this.table + end).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The schema alone, quoted for use in SQL. */
    public String quotedSchema() {
        return quoted(this.schema);
    }

    /**
     * Condition that selects the lock, held by any session.
     *
     * @param locks what {@code pg_locks} is called in the query
     */
    public String lockCondition(String locks) {
        return lockItself(locks) + " AND " + locks
                + ".database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d"
                + " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())";
    }

    private String lockItself(String locks) {
        long key = lockKey();
        return locks + ".locktype OPERATOR(pg_catalog.=) 'advisory' AND " + locks + ".granted AND " + locks
                + ".objsubid OPERATOR(pg_catalog.=) 1 AND " + locks + ".classid OPERATOR(pg_catalog.=) CAST('"
                + (key >>> 32) + "' AS pg_catalog.oid) AND " + locks + ".objid OPERATOR(pg_catalog.=) CAST('"
                + (key & 0xFFFF_FFFFL) + "' AS pg_catalog.oid)";
    }

    /**
     * SQL that tries to take the lock for the transaction, and is true if it did. Then it leaves a mark in the transaction,
     * which ends when the lock does.
     */
    public String takeLock() {
        long key = lockKey();
        return "CASE WHEN pg_catalog.pg_try_advisory_xact_lock(" + key + ")"
                + " THEN pg_catalog.set_config('applied_set.mark', '" + key
                + "', true) IS NOT NULL ELSE false END";
    }

    /**
     * Condition that is true while this session, or its transaction, holds the lock. The locks are looked through only if
     * the mark is gone, which takes a {@code RESET ALL}, or was never left, as for a lock of the session.
     */
    String lockIsHeld() {
        return "CASE WHEN pg_catalog.current_setting('applied_set.mark', true) OPERATOR(pg_catalog.=) '" + lockKey()
                + "' THEN true ELSE " + LateQuery.exists(listedLock()) + " END";
    }

    /** Condition that is true if the server lists the lock as held by this session. */
    String lockIsListed() {
        return "EXISTS (" + listedLock() + ")";
    }

    private String listedLock() {
        // A session has locks in one database only.
        return "SELECT FROM pg_catalog.pg_locks l WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND "
                + lockItself("l");
    }

    /** The name of the table of unfinished migrations, unquoted. */
    String unfinished() {
        return this.table + UNFINISHED;
    }

    /** The table of unfinished migrations, qualified and quoted for use in SQL. */
    String unfinishedSql() {
        return quoted(this.schema) + "." + quoted(unfinished());
    }

    /** The name of the table of repeatable migrations, unquoted. */
    public String repeatable() {
        return this.table + REPEATABLE;
    }

    /** The table of repeatable migrations, qualified and quoted for use in SQL. */
    String repeatableSql() {
        return quoted(this.schema) + "." + quoted(repeatable());
    }

    /** A table that exists only for a moment, qualified and quoted for use in SQL. */
    String canarySql() {
        return quoted(this.schema) + "." + quoted(this.table + CANARY);
    }

    /** The name of the table of backfills, unquoted. */
    public String backfill() {
        return this.table + BACKFILL;
    }

    /** The table of backfills, qualified and quoted for use in SQL. */
    public String backfillSql() {
        return quoted(this.schema) + "." + quoted(backfill());
    }

    /** The name of the table of kept down SQL, unquoted. */
    String down() {
        return this.table + DOWN;
    }

    /** The table of kept down SQL, qualified and quoted for use in SQL. */
    String downSql() {
        return quoted(this.schema) + "." + quoted(down());
    }

    /** The name of the table of the developer's mark, unquoted. */
    String developer() {
        return this.table + DEVELOPER;
    }

    /** The table of the developer's mark, qualified and quoted for use in SQL. */
    String developerSql() {
        return quoted(this.schema) + "." + quoted(developer());
    }

    /** The name of the table of verified sets, unquoted. */
    String verified() {
        return this.table + VERIFIED;
    }

    /** The table of verified sets, qualified and quoted for use in SQL. */
    String verifiedSql() {
        return quoted(this.schema) + "." + quoted(verified());
    }

    /** The names of tables that tell of work that is not done, or of other work than that of versions. */
    List<String> telling() {
        return List.of(unfinished(), repeatable(), backfill());
    }

    /** Whether a table of this schema is the tracker or one of ours beside it. */
    public boolean isOurs(String name) {
        return name.equals(this.table)
                || name.equals(unfinished())
                || name.equals(repeatable())
                || name.equals(backfill())
                || name.equals(down())
                || name.equals(developer())
                || name.equals(verified());
    }

    /** Qualified and quoted for use in SQL; quoted only where PostgreSQL requires it. */
    public String sql() {
        return quoted(this.schema) + "." + quoted(this.table);
    }

    private static String quoted(String identifier) {
        return OWN_NAMES.contains(identifier) ? identifier : '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return sql();
    }
}
