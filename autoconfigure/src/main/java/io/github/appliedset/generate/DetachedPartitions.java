package io.github.appliedset.generate;

import io.github.appliedset.generate.IndexAttachments.Attachment;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.change.Rank;
import io.github.appliedset.schema.change.SchemaChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a key of a partition is a part of an index that belongs to no constraint, PostgreSQL drops neither of the two: each
 * requires the other. They come apart while the partition is detached, and meet when it is attached.
 */
final class DetachedPartitions {

    /** Partitions with such a key: of the index itself, or of one of its parts. */
    private static final String KEYED = """
            WITH keyed AS (SELECT k.conindid FROM pg_catalog.pg_constraint k WHERE k.contype IN ('p', 'u', 'x'))
            SELECT i.inhrelid
              FROM pg_catalog.pg_inherits i
             WHERE i.inhrelid IN (SELECT t.relid FROM pg_catalog.pg_partition_tree(
                       pg_catalog.to_regclass(pg_catalog.format('%I.%I', ?, ?))) t)
               AND i.inhrelid IN (SELECT conindid FROM keyed) AND i.inhparent NOT IN (SELECT conindid FROM keyed)""";

    /** The index of the partition that is a part of an index of its parent. */
    private static final String PART = """
            SELECT i.inhrelid
              FROM pg_catalog.pg_inherits i
              JOIN pg_catalog.pg_index x ON x.indexrelid = i.inhrelid
             WHERE x.indrelid = pg_catalog.to_regclass(pg_catalog.format('%I.%I', ?, ?))
               AND i.inhparent = pg_catalog.to_regclass(pg_catalog.format('%I.%I', ?, ?))""";

    private static final String STATEMENTS = """
            SELECT pg_catalog.format('ALTER TABLE %I.%I DETACH PARTITION %I.%I', pn.nspname, p.relname, cn.nspname, c.relname),
                   pg_catalog.format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I %s', pn.nspname, p.relname, cn.nspname, c.relname,
                                     pg_catalog.pg_get_expr(c.relpartbound, c.oid)),
                   pg_catalog.format('DROP INDEX %I.%I', cn.nspname, own.relname)
              FROM pg_catalog.pg_index x
              JOIN pg_catalog.pg_class own ON own.oid = x.indexrelid
              JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
              JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
              JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
              JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
              JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
             WHERE x.indexrelid IN (%s)
             ORDER BY 1""";

    private final Connection connection;

    DetachedPartitions(Connection connection) {
        this.connection = connection;
    }

    /** What detaches a partition, what attaches it again, and what drops its index. */
    private record Partition(String detach, String attach, String dropIndex) {}

    /** The drop of an index or of a key, while the partitions are detached that keep it from being dropped. */
    Optional<SchemaChange> around(SchemaChange drop) throws SQLException {
        ObjectId object = drop.object();
        List<Partition> partitions =
                drop.transactional() ? partitions(KEYED, schema(object), object.name()) : List.of();
        return partitions.isEmpty()
                ? Optional.empty()
                : Optional.of(drop.between(
                        partitions.stream().map(Partition::detach).toList(),
                        partitions.stream().map(Partition::attach).toList()));
    }

    /** Puts a key of a partition in the place of the index that is the part of an index now; empty if none is. */
    Optional<SchemaChange> with(Attachment attachment) throws SQLException {
        ObjectId part = attachment.part();
        ObjectId whole = attachment.whole();
        ObjectId table = Objects.requireNonNull(part.parent());
        return partitions(PART, schema(part), table.name(), schema(whole), whole.name()).stream()
                .findFirst()
                .map(now -> SchemaChange.of(
                        Rank.INDEX,
                        part,
                        table.name() + "_attach_index_" + part.name(),
                        "Attach " + attachment,
                        List.of(now.detach(), now.dropIndex(), now.attach())));
    }

    private static String schema(ObjectId part) {
        ObjectId table = Objects.requireNonNull(part.parent());
        return Objects.requireNonNull(table.parent()).name();
    }

    private List<Partition> partitions(String indexes, String... names) throws SQLException {
        List<Partition> partitions = new ArrayList<>();
        try (PreparedStatement query =
                this.connection.prepareStatement(STATEMENTS.replace("(%s)", "(" + indexes + ")"))) {
            for (int index = 0; index < names.length; index++) {
                query.setString(index + 1, names[index]);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    partitions.add(new Partition(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return partitions;
    }
}
