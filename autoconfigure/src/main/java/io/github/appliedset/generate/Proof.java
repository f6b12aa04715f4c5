package io.github.appliedset.generate;

import io.github.appliedset.generate.IndexAttachments.Attachment;
import io.github.appliedset.generate.SequencePositions.Position;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.schema.drift.Difference.Unexpected;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs the generated files with the real migrator on a database that holds rows: up to the declared schema, then back. What
 * does not come out as it should is a reason to refuse.
 */
final class Proof {

    /**
     * What the order of the files is to blame for, though it shows on rows alone: the transaction it runs in, a lock in the way,
     * a trigger that is still pending, a value of an enum that is not committed yet.
     */
    private static final String[] OF_THE_FILES = {
        "25", "40", SqlState.OBJECT_IN_USE, SqlState.LOCK_NOT_AVAILABLE, SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE
    };

    private final Migrator migrator;
    private final CatalogScope scope;
    private final Allowed allowed;
    private final Ends ends;
    private final boolean rowsMayCome;
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean wayThere;
    private boolean withRows;
    private int onRows;

    /**
     * A schema that files begin with or lead to.
     *
     * @param schema the schema
     * @param attached parts of indexes that it has; null if that is not known
     * @param dump what {@code pg_dump} says about it; null if that is not known
     */
    record Side(
            Schema schema,
            @Nullable Set<Attachment> attached,
            @Nullable String dump) {

        /** As our own reader alone has read it. */
        static Side of(Schema schema) {
            return new Side(schema, null, null);
        }
    }

    /**
     * Where the files begin and where they lead.
     *
     * @param start where the down files lead back to
     * @param target where the up files lead to
     * @param along the schemas on the way from the one to the other, and those before it
     * @param dumps the second reader; null if there is none
     */
    record Ends(
            Side start,
            Side target,
            List<Schema> along,
            @Nullable PgDump dumps) {

        Ends {
            along = List.copyOf(along);
        }
    }

    /**
     * What need not stay as it was, by names as SQL quotes them.
     *
     * @param lost tables and columns whose rows or values may be lost
     * @param moved sequences, and columns that have one, that begin again
     */
    record Allowed(Set<String> lost, Set<String> moved) {

        Allowed {
            lost = Set.copyOf(lost);
            moved = Set.copyOf(moved);
        }
    }

    private Proof(Migrator migrator, CatalogScope scope, Allowed allowed, Ends ends) {
        this.ends = ends;
        this.rowsMayCome = Stream.concat(
                        Stream.of(ends.start().schema(), ends.target().schema()), ends.along().stream())
                .flatMap(schema -> schema.objects().keySet().stream())
                .anyMatch(id -> id.kind() == ObjectKind.EVENT_TRIGGER);
        this.migrator = migrator;
        this.scope = scope;
        this.allowed = allowed;
    }

    /**
     * What it showed.
     *
     * @param failures reasons to refuse; empty if everything came out as it should
     * @param notes what could not be shown
     * @param wayThere whether the up files came out as they should
     * @param isOnRows whether the rows that are there may be the only reason, so that a proof without them decides
     */
    record Outcome(List<String> failures, List<String> notes, boolean wayThere, boolean isOnRows) {}

    /**
     * Runs the files.
     *
     * @param settings of the run
     * @param generated the generated files with versions
     * @param reversible how many of them, counted from the last, can be undone
     * @param allowed what may be lost or moved
     * @param withRows whether to fill the tables first
     * @param ends where they begin and lead
     */
    static Outcome of(
            Migrator settings,
            DataSource scratch,
            CatalogScope scope,
            VersionSet<Migration> generated,
            int reversible,
            boolean withRows,
            Allowed allowed,
            Ends ends)
            throws SQLException {
        Migrator migrator = settings.toBuilder()
                .dataSource(scratch)
                .source(() -> generated)
                .only(migration -> generated.contains(migration.version()))
                .baselineVersion(null)
                .orphans(ConflictPolicy.IGNORE)
                .development(null)
                .listeners(List.of())
                .build();
        Proof proof = new Proof(migrator, scope, allowed, ends);
        try (Connection connection = Rehearsal.connected(scratch)) {
            proof.run(connection, reversible, withRows);
        }
        boolean isOnRows = proof.onRows > 0 && proof.onRows == proof.failures.size();
        return new Outcome(proof.failures, proof.notes, proof.wayThere, isOnRows);
    }

    private void run(Connection connection, int reversible, boolean withRows) throws SQLException {
        this.withRows = withRows;
        Map<String, String> before = Map.of();
        if (withRows) {
            seed();
            before = digests(connection);
            SequencePositions.advance(connection, this.ends.along());
        }
        List<Position> positions = positions(connection);
        if (!carryOut("The up files", this.migrator::migrate)) {
            return;
        }
        compare(connection, "The up files", this.ends.target());
        Map<String, String> between = digests(connection);
        Map<String, String> kept = new TreeMap<>(before);
        kept.keySet().removeIf(this::isLost);
        keeps("The up files", kept, between);
        List<Position> positionsBetween = positions(connection);
        goOn("The up files", positions, positionsBetween);
        this.wayThere = this.failures.isEmpty();
        if (reversible == 0 || !carryOut("The down files", () -> this.migrator.rollback(reversible))) {
            return;
        }
        compare(connection, "The down files", this.ends.start());
        // A field that was away holds nothing.
        kept.keySet().removeIf(column -> column.contains(".(") && !between.containsKey(column));
        keeps("The up and down files together", kept, digests(connection));
        // One that was away begins again.
        positions.removeIf(each -> each.successor(positionsBetween).isEmpty());
        goOn("The up and down files together", positions, positions(connection));
    }

    private void seed() throws SQLException {
        try (Connection connection = this.migrator.dataSource().getConnection()) {
            SeededRows.fill(connection, this.migrator.schema() + "." + this.migrator.table())
                    .forEach(table -> this.notes.add("Rows were not proven for " + table));
        }
    }

    private Map<String, String> digests(Connection connection) throws SQLException {
        return ofUs(SeededRows.digests(connection, this.rowsMayCome));
    }

    private boolean isLost(String column) {
        String plain = column.replace("\"", "");
        return this.allowed.lost().stream()
                .map(name -> name.replace("\"", ""))
                .anyMatch(name -> plain.equals(name) || plain.startsWith(name + ".") || plain.startsWith(name + " "));
    }

    /** Without the tracker, which grows. */
    private Map<String, String> ofUs(Map<String, String> digests) {
        digests.keySet().removeIf(column -> column.startsWith(this.migrator.schema() + "." + this.migrator.table()));
        return digests;
    }

    private boolean carryOut(String what, Runnable run) {
        try {
            run.run();
            return true;
        } catch (MigrationException failure) {
            SQLException refusal = DatabaseErrors.sqlException(failure);
            fails(
                    what + " fail:\n    " + failure.description().replace("\n", "\n    "),
                    refusal != null && !isOfTheFiles(refusal));
            return false;
        }
    }

    /** A place in the text of the statement is found before any row is. */
    private static boolean isOfTheFiles(SQLException refusal) {
        ServerErrorMessage server = DatabaseErrors.server(refusal);
        return DatabaseErrors.is(refusal, OF_THE_FILES)
                || DatabaseErrors.is(refusal, "42")
                        && server != null
                        && server.getPosition() > 0
                        && !DatabaseErrors.isRaisedInCode(refusal);
    }

    private void fails(String reason, boolean mayBeOnRows) {
        this.failures.add(reason);
        if (mayBeOnRows && this.withRows) {
            this.onRows++;
        }
    }

    private void compare(Connection connection, String what, Side expected) throws SQLException {
        Schema schema = expected.schema();
        Schema found = CatalogReader.read(connection, this.scope.covering(schema.coverage()));
        SchemaDrift drift = SchemaComparison.between(schema, found);
        if (!drift.isEmpty()) {
            // Code that rows run may create objects; it is not for us to lose or change any.
            fails(
                    what + " lead to a different schema:\n    "
                            + DriftText.of(drift).replace("\n", "\n    "),
                    drift.differences().stream().allMatch(Unexpected.class::isInstance));
        } else {
            compareDumps(what, expected);
        }
        Set<Attachment> attached = expected.attached();
        if (attached == null) {
            return;
        }
        Set<Attachment> additional = IndexAttachments.of(connection);
        Set<Attachment> missing = new LinkedHashSet<>(attached);
        missing.removeAll(additional);
        additional.removeAll(attached);
        missing.forEach(
                each -> this.failures.add(what + " do not lead to the " + each + ", which is not supported yet"));
        additional.forEach(each -> this.failures.add(what + " leave the " + each + ", which is not supported yet"));
    }

    private void compareDumps(String what, Side expected) throws SQLException {
        PgDump dumps = this.ends.dumps();
        if (dumps == null || expected.dump() == null) {
            return;
        }
        DataSource scratch = this.migrator.dataSource();
        String difference =
                dumps.difference(expected.dump(), dumps.dump(scratch).orElse(null), scratch);
        if (!difference.isEmpty()) {
            this.failures.add(what + " lead to another schema in the eyes of pg_dump:\n    "
                    + difference.strip().replace("\n", "\n    "));
        }
    }

    /** Without those that are told to move. */
    private List<Position> positions(Connection connection) throws SQLException {
        return SequencePositions.of(connection, name -> this.allowed.moved().contains(name) || isLost(name));
    }

    private void goOn(String what, List<Position> before, List<Position> after) {
        before.forEach(position -> position.successor(after)
                .filter(now -> now.isBehind(position))
                .ifPresent(now -> this.failures.add(
                        what + " set back the sequence " + now.name() + " from " + position + " to " + now)));
    }

    private void keeps(String what, Map<String, String> before, Map<String, String> after) {
        before.forEach((column, digest) -> Optional.ofNullable(after.get(column))
                .filter(now -> !isKept(digest, now))
                .ifPresent(now -> this.failures.add(what + " change the values of " + column)));
    }

    /** An event trigger may note each statement in a table. */
    private boolean isKept(String before, String now) {
        if (!this.rowsMayCome) {
            return before.equals(now);
        }
        List<String> rows = new ArrayList<>(List.of(now.split(",")));
        return before.isEmpty() || Stream.of(before.split(",")).allMatch(rows::remove);
    }
}
