package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlLiteral;

/**
 * A tracker that was seen together with others: it had the usual shape, nothing was attached to it, and it belonged to somebody
 * trusted. Who is not trusted can change none of that while it is the same table.
 *
 * @param rows those that it had; their times may be those of another tracker with the same rows
 * @param digest of the rows that it had
 * @param oid of the table
 */
@Internal
public record SeenTracker(VersionSet<AppliedMigration> rows, String digest, long oid) {

    /** A query that a {@link Guard} refuses unless it is still the same table with the same rows. */
    String requireUnchanged(TrackerTable table) {
        return "SELECT "
                + Guard.of(
                        "CAST(pg_catalog.to_regclass(" + SqlLiteral.of(table.sql())
                                + ") AS pg_catalog.oid) OPERATOR(pg_catalog.=) " + this.oid + " AND "
                                + RowsDigest.AGGREGATE + " OPERATOR(pg_catalog.=) " + SqlLiteral.of(this.digest),
                        "another process has changed the table")
                + " FROM " + TrackerReader.sampled(table);
    }
}
