package io.github.appliedset.schema.catalog;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a database. Never read: what extensions have brought, what is temporary, and the system's own.
 *
 * @param trackerSchema schema of the tracker; left out if nothing else is in it
 * @param trackerTable the tracker; left out, with the table of unfinished migrations
 * @param details what is not read unasked
 * @param timeout how long one query may take; null for no limit
 */
public record CatalogScope(
        String trackerSchema,
        String trackerTable,
        Set<Detail> details,
        @Nullable Duration timeout) {

    /** What differs between the databases of one application for good reasons, and is read only if asked for. */
    public enum Detail {
        /** Who owns each object. */
        OWNERS,
        /** Who may do what, and what they may do to objects to come. */
        GRANTS,
        /** Versions of extensions and collations. */
        VERSIONS,
        /** Where on disk relations and indexes are, if not where the database is. */
        TABLESPACES
    }

    /** Tables of other migration tools. They are not in what the migrations make. */
    private static final Set<String> OF_OTHER_TOOLS = Set.of(
            "flyway_schema_history",
            "databasechangelog",
            "databasechangeloglock",
            "goose_db_version",
            "schema_migrations",
            "ar_internal_metadata");

    public CatalogScope {
        details = Set.copyOf(details);
    }

    /** Everything that the migrations of an application make, the details left out. */
    public static CatalogScope of(String trackerSchema, String trackerTable) {
        return new CatalogScope(trackerSchema, trackerTable, Set.of(), null);
    }

    /** The same with more details. */
    public CatalogScope with(Detail... more) {
        EnumSet<Detail> all = EnumSet.noneOf(Detail.class);
        all.addAll(this.details);
        all.addAll(Set.of(more));
        return new CatalogScope(this.trackerSchema, this.trackerTable, all, this.timeout);
    }

    /** The same with a limit for each query. */
    public CatalogScope within(Duration limit) {
        return new CatalogScope(this.trackerSchema, this.trackerTable, this.details, limit);
    }

    boolean leavesOut(String schema, String relation) {
        return OF_OTHER_TOOLS.contains(relation)
                || schema.equals(this.trackerSchema)
                        && (relation.equals(this.trackerTable) || relation.equals(this.trackerTable + "_unfinished"));
    }
}
