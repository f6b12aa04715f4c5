package io.github.appliedset.generate;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.change.SchemaChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which index of a partition stands for which index of its parent, where one of the two belongs to a constraint and the other
 * does not. A schema does not tell it, and only building both again changes it.
 */
final class IndexAttachments {

    private static final String QUERY = """
            SELECT cn.nspname, ct.relname, c.relname, pn.nspname, pt.relname, p.relname
              FROM pg_catalog.pg_inherits i
              JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('i', 'I')
              JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
              JOIN pg_catalog.pg_index cx ON cx.indexrelid = c.oid
              JOIN pg_catalog.pg_class ct ON ct.oid = cx.indrelid
              JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
              JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
              JOIN pg_catalog.pg_index px ON px.indexrelid = p.oid
              JOIN pg_catalog.pg_class pt ON pt.oid = px.indrelid
             WHERE EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
                <> EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = p.oid AND k.contype IN ('p', 'u', 'x'))
             ORDER BY 1, 2, 3""";

    private IndexAttachments() {}

    /**
     * One of them.
     *
     * @param part the index of the partition
     * @param whole the index of its parent
     */
    record Attachment(ObjectId part, ObjectId whole) {

        /** The constraint that the part belongs to: the whole belongs to none. */
        ObjectId key() {
            return Objects.requireNonNull(this.part.parent()).part(ObjectKind.CONSTRAINT, this.part.name());
        }

        @Override
        public String toString() {
            return this.part + " as a part of " + this.whole;
        }
    }

    /** All of them, in the order of their names. */
    static Set<Attachment> of(Connection connection) throws SQLException {
        Set<Attachment> attachments = new LinkedHashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                attachments.add(new Attachment(index(rows, 1), index(rows, 4)));
            }
        }
        return attachments;
    }

    private static ObjectId index(ResultSet row, int first) throws SQLException {
        return ObjectId.of(ObjectKind.SCHEMA, row.getString(first))
                .part(ObjectKind.TABLE, row.getString(first + 1))
                .part(ObjectKind.INDEX, row.getString(first + 2));
    }

    /**
     * The changes, an index of a partition and its key before that of its parent which takes it for its part: PostgreSQL looks
     * for one only when it builds the parent's.
     */
    static List<SchemaChange> partsFirst(List<SchemaChange> changes, Set<Attachment> attachments) {
        List<SchemaChange> ordered = new ArrayList<>(changes);
        for (Attachment attachment : attachments) {
            int last = ordered.size() - 1;
            while (last >= 0 && !isOf(attachment.part(), ordered.get(last))) {
                last--;
            }
            List<SchemaChange> whole = ordered.subList(0, Math.max(last, 0)).stream()
                    .filter(change -> isOf(attachment.whole(), change))
                    .toList();
            ordered.removeAll(whole);
            ordered.addAll(last + 1 - whole.size(), whole);
        }
        return ordered;
    }

    /** Its index or its constraint, which have the same name. */
    private static boolean isOf(ObjectId index, SchemaChange change) {
        ObjectId object = change.object();
        return index.parent() != null
                && index.parent().equals(object.parent())
                && object.name().equals(index.name());
    }
}
