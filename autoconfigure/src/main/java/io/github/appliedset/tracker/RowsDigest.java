package io.github.appliedset.tracker;

/**
 * SQL that makes one text of all rows of a tracker: how many there are, and the sum of a hash of each. Like {@link
 * TrackerReader}, it runs nothing of whoever owns the table: the columns go into a record as they are, and PostgreSQL hashes a
 * record with the hash functions of its columns' types, which only a superuser can define. The sum needs no order, and texts
 * are hashed byte by byte, whatever their collation.
 */
final class RowsDigest {

    private static final String NO_SEED = "CAST('0' AS bigint)";

    /** The hash of a record is linear in those of its columns: without the outer one, two rows could exchange a value. */
    private static final String HASH =
            "pg_catalog.hash_record_extended(ROW(pg_catalog.int8send(pg_catalog.hash_record_extended("
                    + "ROW(version, name COLLATE pg_catalog.\"C\", checksum COLLATE pg_catalog.\"C\"), " + NO_SEED
                    + "))), "
                    + NO_SEED + ")";

    private static final char SEPARATOR = ':';

    /** Over all rows; NULL if there is no row, or one without a time. */
    static final String AGGREGATE = aggregate(HASH, "");

    /** A subquery of one value. */
    static String of(String rows) {
        return "(SELECT " + AGGREGATE + " FROM " + rows + ")";
    }

    /**
     * A subquery of one row with two values: the digest of all rows, and that of those among them for which a condition holds.
     * Each row is hashed once.
     */
    static String of(String rows, String condition) {
        return "(SELECT " + aggregate("h", "") + " AS digest, " + aggregate("h", " FILTER (WHERE among)")
                + " AS part FROM (SELECT applied_at, " + HASH + " AS h, " + condition + " AS among FROM " + rows
                + " OFFSET 0) hashed)";
    }

    private static String aggregate(String hash, String filter) {
        String count = "pg_catalog.count(*)" + filter;
        return "CASE WHEN " + count + " OPERATOR(pg_catalog.=) pg_catalog.count(applied_at)" + filter + " THEN CAST("
                + count
                + " AS pg_catalog.text) OPERATOR(pg_catalog.||) '" + SEPARATOR
                + "' OPERATOR(pg_catalog.||) CAST(pg_catalog.sum(" + hash + ")" + filter + " AS pg_catalog.text) END";
    }

    private RowsDigest() {}

    /** How many rows a digest stands for. */
    static int count(String digest) {
        return Integer.parseInt(digest.substring(0, digest.indexOf(SEPARATOR)));
    }
}
