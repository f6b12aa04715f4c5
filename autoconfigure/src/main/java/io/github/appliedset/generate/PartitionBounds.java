package io.github.appliedset.generate;

import io.github.appliedset.schema.change.SchemaChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A table that becomes a partition, and the default partition beside it, have to hold no rows of others. A check that says so,
 * validated before, saves PostgreSQL from looking under its exclusive lock.
 */
final class PartitionBounds {

    /** What PostgreSQL would check: of the table, and of the default partition beside it. */
    private static final String BOUNDS = """
            WITH partition AS (SELECT pg_catalog.to_regclass(?)::pg_catalog.oid AS oid)
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.pg_get_partition_constraintdef(c.oid),
                   c.relname, pg_catalog.quote_ident(pg_catalog.left(c.relname, 50) || '_bound_check')
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid IN (SELECT p.oid FROM partition p
                             UNION
                             SELECT t.partdefid FROM partition p
                               JOIN pg_catalog.pg_inherits i ON i.inhrelid = p.oid
                               JOIN pg_catalog.pg_partitioned_table t ON t.partrelid = i.inhparent)
             ORDER BY 1""";

    /** It names its parent by OID, which differs from one database to the next. */
    private static final String BY_HASH = "satisfies_hash_partition(";

    private final Rehearsal rehearsal;
    private final SchemaChange change;

    PartitionBounds(Rehearsal rehearsal, SchemaChange change) {
        this.rehearsal = rehearsal;
        this.change = change;
    }

    /**
     * What rows of a table have to meet.
     *
     * @param table with its schema
     * @param name of the table
     * @param constraint a name for the check
     * @param check the condition
     */
    private record Bound(String table, String name, String constraint, String check) {

        String add() {
            return "ALTER TABLE " + this.table + " ADD CONSTRAINT " + this.constraint + " CHECK (" + this.check + ")";
        }

        String validate() {
            return "ALTER TABLE " + this.table + " VALIDATE CONSTRAINT " + this.constraint;
        }

        String drop() {
            return "ALTER TABLE " + this.table + " DROP CONSTRAINT " + this.constraint;
        }
    }

    /** Whether a table becomes a partition. */
    static boolean isMetBy(SchemaChange change) {
        return change.statements().stream()
                .anyMatch(sql -> sql.startsWith("ALTER TABLE ") && sql.contains(" ATTACH PARTITION ")
                        || sql.startsWith("CREATE ") && sql.contains(" PARTITION OF "));
    }

    /** Empty if no check helps. */
    List<SchemaChange> steps() throws SQLException {
        List<Bound> bounds = this.rehearsal.trial(this.change, this::bounds).orElse(List.of());
        if (bounds.isEmpty() || !areEnough(bounds)) {
            return List.of();
        }
        List<SchemaChange> steps = new ArrayList<>();
        for (Bound bound : bounds) {
            steps.add(this.change.step(
                    bound.name() + "_check_bound",
                    "Forbid new rows of other partitions in table " + bound.table(),
                    List.of(bound.add() + " NOT VALID")));
            steps.add(this.change
                    .step(
                            bound.name() + "_validate_bound",
                            "Check that table " + bound.table() + " holds no row of another partition",
                            List.of(bound.validate()))
                    .failingOn("SELECT count(*) FROM " + bound.table() + " WHERE NOT (" + bound.check() + ")"));
        }
        steps.add(
                this.change.between(List.of(), bounds.stream().map(Bound::drop).toList()));
        return steps;
    }

    /** Of the tables that PostgreSQL reads for them. */
    private List<Bound> bounds(Connection connection, LockWatch watch) throws SQLException {
        Set<String> read = watch.read();
        List<Bound> bounds = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(BOUNDS)) {
            query.setString(1, this.change.object().qualifiedName());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String check = rows.getString(2);
                    if (read.contains(rows.getString(1)) && check != null && !check.contains(BY_HASH)) {
                        bounds.add(new Bound(rows.getString(1), rows.getString(3), rows.getString(4), check));
                    }
                }
            }
        }
        return bounds;
    }

    /** Whether PostgreSQL then takes the rows as they are, without reading these tables. */
    private boolean areEnough(List<Bound> bounds) throws SQLException {
        List<String> adds = bounds.stream().map(Bound::add).toList();
        return this.rehearsal
                .trial(this.change.step("checked", "Add checks", adds), (connection, before) -> {
                    LockWatch watch = this.rehearsal.watch();
                    this.rehearsal.execute(this.change);
                    Set<String> read = watch.read();
                    return bounds.stream().map(Bound::table).noneMatch(read::contains);
                })
                .orElse(false);
    }
}
