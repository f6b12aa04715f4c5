package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The tablespaces of tables, materialized views and indexes. */
final class TablespaceChanges {

    /** Its name differs from server to server. */
    private static final String THAT_OF_THE_DATABASE =
            "(SELECT pg_catalog.quote_ident(t.spcname) FROM pg_catalog.pg_database d"
                    + " JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace"
                    + " WHERE d.datname = pg_catalog.current_database())";

    private final Context context;

    TablespaceChanges(Context context) {
        this.context = context;
    }

    /** Moves a new object elsewhere, with everything created with it, while it is empty. */
    List<String> of(SchemaObject created) {
        List<String> statements = new ArrayList<>();
        if (created.is(Attribute.TABLESPACE)) {
            statements.add(move(created));
        }
        if (created.id().kind() == ObjectKind.TABLE) {
            this.context.partsOf(created.id()).stream()
                    .filter(part -> part.id().kind() == ObjectKind.CONSTRAINT)
                    .filter(part -> part.is(Attribute.TABLESPACE))
                    .filter(part -> !AttachedParts.isAttached(part) && ConstraintChanges.belongsInTheTable(part))
                    .forEach(part -> statements.add(move(part)));
        }
        return statements;
    }

    /** The change, if it is stored elsewhere. An index can be built there while others write. */
    Optional<SchemaChange> change(SchemaObject after, Different different) {
        if (!Context.changes(different, Attribute.TABLESPACE)) {
            return Optional.empty();
        }
        SchemaChange plain = change(after, move(after));
        if (!isAnIndex(after.id())) {
            return Optional.of(plain);
        }
        SchemaChange moved = this.context.isPartitioned(table(after.id()))
                ? plain
                : plain.with(Hazard.BLOCKS_READS, Hazard.BLOCKS_WRITES);
        return Optional.of(
                this.context.isBusy(table(after.id())) && after.is(Attribute.TABLESPACE)
                        ? change(
                                        after,
                                        "REINDEX (TABLESPACE " + tablespace(after) + ") INDEX CONCURRENTLY "
                                                + SqlName.of(after.id()))
                                .outsideATransaction()
                                .or(moved)
                        : moved);
    }

    private static SchemaChange change(SchemaObject object, String statement) {
        ObjectId id = object.id();
        String name =
                isAnIndex(id) ? SqlName.plainRelation(id) + "_move_index_" + id.name() : "move_" + SqlName.plain(id);
        return SchemaChange.of(
                Rank.OPTION,
                id,
                name,
                "Store " + id + " in "
                        + object.text(Attribute.TABLESPACE)
                                .map(tablespace -> "the tablespace " + tablespace)
                                .orElse("the tablespace of the database"),
                statement);
    }

    private static String move(SchemaObject object) {
        String alter = "ALTER "
                + switch (object.id().kind()) {
                    case TABLE -> "TABLE ";
                    case MATERIALIZED_VIEW -> "MATERIALIZED VIEW ";
                    default -> "INDEX ";
                }
                + SqlName.of(object.id()) + " SET TABLESPACE ";
        return object.is(Attribute.TABLESPACE)
                ? alter + tablespace(object)
                : "DO $tablespace$ BEGIN EXECUTE " + SqlLiteral.readable(alter) + " || " + THAT_OF_THE_DATABASE
                        + "; END $tablespace$";
    }

    private static String tablespace(SchemaObject object) {
        return SqlName.quoted(object.text(Attribute.TABLESPACE).orElseThrow());
    }

    private static boolean isAnIndex(ObjectId id) {
        return id.kind() == ObjectKind.INDEX || id.kind() == ObjectKind.CONSTRAINT;
    }

    private static ObjectId table(ObjectId index) {
        return Objects.requireNonNull(index.parent());
    }
}
