package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a database to read. Never read: objects of extensions, temporary objects and system objects.
 *
 * @param trackerSchema schema of the tracker; left out if nothing else is in it
 * @param trackerTable the tracker; left out, with the tables beside it
 * @param ofOtherTools whether to read the tables of other migration tools
 * @param expected names of schemas: one with nothing but the tracker of another migrator is read only if it is among these;
 *     null if all are read
 * @param adopted the table that another tool has left under a custom name; null if none is known
 * @param coverage the part of the rest to read
 * @param timeout how long one query may take; null for no limit
 */
public record CatalogScope(
        String trackerSchema,
        String trackerTable,
        boolean ofOtherTools,
        @Nullable Set<String> expected,
        @Nullable TableName adopted,
        Coverage coverage,
        @Nullable Duration timeout) {

    /** The usual names of other migration tools' tables. Migrations seldom create them. */
    private static final Set<String> OF_OTHER_TOOLS = Set.of(
            "flyway_schema_history",
            "databasechangelog",
            "databasechangeloglock",
            "goose_db_version",
            "schema_migrations",
            "ar_internal_metadata");

    /** The endings that our tables beside the tracker add to its name. */
    private static final Set<String> BESIDE =
            Set.of("_unfinished", "_repeatable", "_backfill", "_down", "_developer", "_verified");

    /** Everything that the migrations of an application create. */
    public static CatalogScope of(String trackerSchema, String trackerTable) {
        return new CatalogScope(trackerSchema, trackerTable, false, null, null, Coverage.DEFAULT, null);
    }

    /** The same with a different coverage. */
    public CatalogScope covering(Coverage other) {
        return new CatalogScope(
                this.trackerSchema,
                this.trackerTable,
                this.ofOtherTools,
                this.expected,
                this.adopted,
                other,
                this.timeout);
    }

    /** The same with the tables of other migration tools and of other migrators. */
    public CatalogScope withOtherTools() {
        return new CatalogScope(
                this.trackerSchema, this.trackerTable, true, this.expected, null, this.coverage, this.timeout);
    }

    /**
     * The same for a comparison: a schema with nothing but the tracker of another migrator is left out, since that migrator
     * has created it, unless it is expected.
     */
    public CatalogScope expecting(Schema schema) {
        return new CatalogScope(
                this.trackerSchema,
                this.trackerTable,
                this.ofOtherTools,
                schema.objects().keySet().stream()
                        .filter(id -> id.kind() == ObjectKind.SCHEMA)
                        .map(ObjectId::name)
                        .collect(Collectors.toUnmodifiableSet()),
                this.adopted,
                this.coverage,
                this.timeout);
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
                this.expected,
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
                this.trackerSchema,
                this.trackerTable,
                this.ofOtherTools,
                this.expected,
                this.adopted,
                this.coverage,
                limit);
    }

    /** Whether a relation is one that the migrations of an application do not create. */
    boolean leavesOut(String schema, CatalogRow relation) {
        return !this.ofOtherTools && (relation.ofMigrator() || isOfAnotherTool(schema, relation))
                || schema.equals(this.trackerSchema)
                        && (relation.name().equals(this.trackerTable) || BESIDE.contains(beside(relation.name())));
    }

    /** Whether a schema without any object is left out because a tracker is in it. */
    boolean leavesOutBare(String schema, boolean hasTracker) {
        return schema.equals(this.trackerSchema)
                || hasTracker && this.expected != null && !this.expected.contains(schema);
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
