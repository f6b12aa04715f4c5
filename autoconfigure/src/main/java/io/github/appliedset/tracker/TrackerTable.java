package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    /** Names that are not keywords, and read better without quotes. */
    private static final Set<String> OWN_NAMES =
            Set.of("public", "applied_migrations", "applied_migrations" + UNFINISHED);

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
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("applied-set:" + this.schema + "." + this.table).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The schema alone, quoted for use in SQL. */
    public String quotedSchema() {
        return quoted(this.schema);
    }

    /** Condition that selects the lock, held by any session, in {@code pg_locks}. */
    public String lockCondition() {
        return """
                locktype = 'advisory' AND granted AND objsubid = 1
                AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                AND classid::bigint = %d AND objid::bigint = %d""".formatted(lockKey() >>> 32, lockKey() & 0xFFFF_FFFFL);
    }

    /** Condition that is true while this session, or its transaction, holds the lock. */
    String lockIsHeld() {
        return "EXISTS (SELECT 1 FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND "
                + lockCondition() + ")";
    }

    /** The table of unfinished migrations, qualified and quoted for use in SQL. */
    String unfinishedSql() {
        return quoted(this.schema) + "." + quoted(this.table + UNFINISHED);
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
