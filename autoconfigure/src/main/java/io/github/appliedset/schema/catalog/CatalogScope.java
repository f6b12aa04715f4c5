package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Coverage;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a database to read. Never read: objects of extensions, temporary objects and system objects.
 *
 * @param trackerSchema schema of the tracker; left out if nothing else is in it
 * @param trackerTable the tracker; left out, with the tables beside it
 * @param ofOtherTools whether to read the tables of other migration tools
 * @param adopted the table that another tool has left under a name of its own; null if none is known
 * @param coverage the part of the rest to read
 * @param timeout how long one query may take; null for no limit
 */
public record CatalogScope(
        String trackerSchema,
        String trackerTable,
        boolean ofOtherTools,
        @Nullable TableName adopted,
        Coverage coverage,
        @Nullable Duration timeout) {

    /** What tables of other migration tools are usually called. Migrations seldom create them. */
    private static final Set<String> OF_OTHER_TOOLS = Set.of(
            "flyway_schema_history",
            "databasechangelog",
            "databasechangeloglock",
            "goose_db_version",
            "schema_migrations",
            "ar_internal_metadata");

    /** What the names of our tables beside the tracker add to its name. */
    private static final Set<String> BESIDE =
            Set.of("_unfinished", "_repeatable", "_backfill", "_down", "_developer", "_verified");

    /** Everything that the migrations of an application create. */
    public static CatalogScope of(String trackerSchema, String trackerTable) {
        return new CatalogScope(trackerSchema, trackerTable, false, null, Coverage.DEFAULT, null);
    }

    /** The same with a different coverage. */
    public CatalogScope covering(Coverage other) {
        return new CatalogScope(
                this.trackerSchema, this.trackerTable, this.ofOtherTools, this.adopted, other, this.timeout);
    }

    /** The same with the tables of other migration tools. */
    public CatalogScope withOtherTools() {
        return new CatalogScope(this.trackerSchema, this.trackerTable, true, null, this.coverage, this.timeout);
    }

    /**
     * The same without a table that another tool has left.
     *
     * @param table its name as written in SQL, with or without a schema; null if none is known
     */
    public CatalogScope withoutAdopted(@Nullable String table) {
        return new CatalogScope(
                this.trackerSchema,
                this.trackerTable,
                this.ofOtherTools,
                table == null ? null : TableName.parse(table),
                this.coverage,
                this.timeout);
    }

    /** Whether a table has the name of one of another migration tool. */
    public static boolean isOfAnotherTool(String relation) {
        return OF_OTHER_TOOLS.contains(relation);
    }

    /** The same with a limit for each query. */
    public CatalogScope within(Duration limit) {
        return new CatalogScope(
                this.trackerSchema, this.trackerTable, this.ofOtherTools, this.adopted, this.coverage, limit);
    }

    /** Whether a relation is one that the migrations of an application do not create. */
    boolean leavesOut(String schema, CatalogRow relation) {
        return !this.ofOtherTools && isOfAnotherTool(schema, relation)
                || schema.equals(this.trackerSchema)
                        && (relation.name().equals(this.trackerTable) || BESIDE.contains(beside(relation.name())));
    }

    private boolean isOfAnotherTool(String schema, CatalogRow relation) {
        return relation.ofOtherTool()
                || isOfAnotherTool(relation.name())
                || this.adopted != null && this.adopted.is(schema, relation.name());
    }

    private String beside(String relation) {
        return relation.startsWith(this.trackerTable) ? relation.substring(this.trackerTable.length()) : "";
    }
}
