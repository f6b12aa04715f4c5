package io.github.appliedset.generate;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.change.SchemaChange;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The index or key of a partitioned table, built on one partition after the other while others write. PostgreSQL says which parts
 * there are, and how it names them, by building all of them and taking them back.
 */
final class IndexByPartition {

    private static final Pattern BUILDS =
            Pattern.compile("(?s)CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY ).*|ALTER TABLE .* ADD CONSTRAINT .*");

    private static final int REQUIRED_BY_A_CONSTRAINT_SINCE = 18;

    /** The index, then its parts. A part that a partition had before is only attached. */
    private static final String PARTS = """
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.pg_get_indexdef(c.oid), t.isleaf,
                   (SELECT pg_catalog.format('%I.%I', pn.nspname, p.relname)
                      FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
                     WHERE p.oid = t.parentrelid),
                   x.xmin = pg_catalog.pg_current_xact_id()::pg_catalog.xid,
                   (SELECT pg_catalog.format('%I.%I', rn.nspname, r.relname)
                      FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
                     WHERE r.oid = x.indrelid),
                   (SELECT pg_catalog.count(*) FROM pg_catalog.pg_partition_tree(x.indrelid)),
                   pg_catalog.quote_ident(c.relname), pg_catalog.pg_get_constraintdef(k.oid),
                   (SELECT pg_catalog.array_agg(a.attname::pg_catalog.text) FROM pg_catalog.pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnum BETWEEN 1 AND x.indnkeyatts)
              FROM (SELECT w.indexrelid FROM pg_catalog.pg_index w JOIN pg_catalog.pg_class wc ON wc.oid = w.indexrelid
                     WHERE w.indrelid = ?::pg_catalog.regclass AND wc.relname = ?) whole
             CROSS JOIN LATERAL pg_catalog.pg_partition_tree(whole.indexrelid::pg_catalog.regclass) t
              JOIN pg_catalog.pg_class c ON c.oid = t.relid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid
              LEFT JOIN pg_catalog.pg_constraint k
                ON k.conindid = c.oid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')
             ORDER BY t.level, 1""";

    private final Rehearsal rehearsal;
    private final SchemaChange change;
    private final Schema state;

    IndexByPartition(Rehearsal rehearsal, SchemaChange change, Schema state) {
        this.rehearsal = rehearsal;
        this.change = change;
        this.state = state;
    }

    /**
     * An index, or a part of it.
     *
     * @param name with its schema
     * @param ownName without it
     * @param table of the index
     * @param parent the index that it is a part of
     * @param definition its statement
     * @param constraint what the constraint that it belongs to says; empty if there is none
     * @param isLeaf whether it has no parts
     * @param isNew whether the change has built it
     */
    private record Part(
            String name,
            String ownName,
            String table,
            String parent,
            String definition,
            String constraint,
            boolean isLeaf,
            boolean isNew) {

        List<String> build() {
            String add = " ADD CONSTRAINT " + this.ownName + " ";
            if (!this.isLeaf) {
                return List.of(
                        this.constraint.isEmpty()
                                ? this.definition
                                : "ALTER TABLE ONLY " + this.table + add + this.constraint);
            }
            String index = this.definition.replaceFirst(" INDEX ", " INDEX CONCURRENTLY ");
            return this.constraint.isEmpty()
                    ? List.of(index)
                    : List.of(index, "ALTER TABLE " + this.table + add + using(this.constraint, this.ownName));
        }

        private static String using(String constraint, String index) {
            String kind = constraint.startsWith("PRIMARY KEY") ? "PRIMARY KEY" : "UNIQUE";
            return kind + " USING INDEX " + index
                    + constraint.replaceFirst("(?s)^.*?\\)(?: INCLUDE \\(.*?\\))?(?= DEFERRABLE|$)", "");
        }

        String attach() {
            return "ALTER INDEX " + this.parent + " ATTACH PARTITION " + this.name;
        }
    }

    /** Whether it builds an index of a partitioned table. */
    static boolean isMetBy(SchemaChange change, Schema state) {
        ObjectId table = change.object().parent();
        ObjectKind kind = change.object().kind();
        return table != null
                && (kind == ObjectKind.INDEX || kind == ObjectKind.CONSTRAINT)
                && BUILDS.matcher(change.statements().get(0)).matches()
                && state.find(table)
                        .filter(object -> object.text(Attribute.PARTITION_BY).isPresent())
                        .isPresent();
    }

    /** One step with all statements; empty if no partition that was there before is read for it. */
    List<SchemaChange> steps() throws SQLException {
        List<Part> parts = this.rehearsal.trial(this.change, this::parts).orElse(List.of());
        if (parts.isEmpty()) {
            return List.of();
        }
        List<String> statements = new ArrayList<>();
        parts.stream().filter(part -> part.isNew() && !part.isLeaf()).forEach(part -> statements.addAll(part.build()));
        parts.stream().filter(part -> part.isNew() && part.isLeaf()).forEach(part -> statements.addAll(part.build()));
        for (int index = parts.size() - 1; index > 0; index--) {
            statements.add(parts.get(index).attach());
        }
        statements.add(complete(parts.get(0)));
        statements.addAll(
                this.change.statements().subList(1, this.change.statements().size()));
        return List.of(this.change
                .step(this.change.name(), this.change.summary() + ", on one partition after the other", statements)
                .with(this.change.hazards())
                .probedBy(this.change.probe())
                .outsideATransaction());
    }

    /** Empty if no partition was read that was there before, one of them has no part, or there is another way to a part only. */
    private List<Part> parts(Connection connection, LockWatch watch) throws SQLException {
        List<Part> parts = new ArrayList<>();
        if (watch.read().isEmpty()) {
            return parts;
        }
        ObjectId table = Objects.requireNonNull(this.change.object().parent());
        try (PreparedStatement query = connection.prepareStatement(PARTS)) {
            query.setString(1, table.qualifiedName());
            query.setString(2, this.change.object().name());
            try (ResultSet rows = query.executeQuery()) {
                long tables = 0;
                while (rows.next()) {
                    Part part = part(rows);
                    if (parts.isEmpty()) {
                        tables = rows.getLong(7);
                        if (part.constraint().startsWith("EXCLUDE")
                                || part.constraint().startsWith("PRIMARY KEY") && blocks(table, rows.getArray(10))) {
                            return List.of();
                        }
                    }
                    parts.add(part);
                }
                return parts.size() == tables && tables > 1 ? parts : List.of();
            }
        }
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                row.getString(1),
                row.getString(8),
                row.getString(6),
                Objects.requireNonNullElse(row.getString(4), ""),
                row.getString(2),
                Objects.requireNonNullElse(row.getString(9), ""),
                row.getBoolean(3),
                row.getBoolean(5));
    }

    /**
     * Whether a primary key of a partition does more than take over its index: it looks for nulls, or, where NOT NULL is a
     * constraint, makes that its own beside its parent's.
     */
    private boolean blocks(ObjectId table, Array columns) throws SQLException {
        if (this.state.postgresMajor() >= REQUIRED_BY_A_CONSTRAINT_SINCE) {
            return true;
        }
        for (String column : (String[]) columns.getArray()) {
            boolean required = this.state
                    .find(table.part(ObjectKind.COLUMN, column))
                    .filter(object -> object.is(Attribute.NOT_NULL))
                    .isPresent();
            if (!required) {
                return true;
            }
        }
        return false;
    }

    /** Partitions that no migration makes are not known here, and without their parts the index is not used. */
    private static String complete(Part whole) {
        return "DO $check$ BEGIN IF NOT (SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = "
                + SqlLiteral.readable(whole.name()) + "::pg_catalog.regclass) THEN\n"
                + "    RAISE EXCEPTION USING MESSAGE = "
                + SqlLiteral.readable(
                        "a partition of " + whole.table() + " has no part of the index " + whole.name() + ": ")
                + " || (SELECT pg_catalog.string_agg(t.relid::pg_catalog.text, ', ') FROM pg_catalog.pg_partition_tree("
                + SqlLiteral.readable(whole.table()) + ") t\n"
                + "        WHERE t.isleaf AND NOT EXISTS (SELECT FROM pg_catalog.pg_index x JOIN"
                + " pg_catalog.pg_partition_tree(" + SqlLiteral.readable(whole.name()) + ") i ON i.relid = x.indexrelid"
                + " WHERE x.indrelid = t.relid)),\n"
                + "        HINT = "
                + SqlLiteral.readable("Build it there as the statements before do, attach it with ALTER INDEX "
                        + whole.name() + " ATTACH PARTITION, and start again.")
                + ";\nEND IF; END $check$";
    }
}
