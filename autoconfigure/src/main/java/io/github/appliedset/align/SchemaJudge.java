package io.github.appliedset.align;

import io.github.appliedset.align.ExpectedSchemas.Expected;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.Difference.Absent;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether rollbacks have taken away more than their migrations. What was different before them is no damage of theirs.
 *
 * @param before the schema before the first of them
 */
record SchemaJudge(TrackerTable table, ExpectedSchemas expected, Schema before) {

    private static final int SHOWN = 5;

    /** Before the first rollback. */
    static SchemaJudge at(Connection jdbc, TrackerTable table, ExpectedSchemas expected) throws SQLException {
        return new SchemaJudge(table, expected, schema(jdbc, table));
    }

    /**
     * What is known afterwards.
     *
     * @param schemaOf the migrations whose schema has to be made first; null for none
     * @param damage what is missing; null if nothing is
     * @param notCompared what was not compared, and why; null if all was
     */
    record Judgement(
            @Nullable List<Migration> schemaOf,
            @Nullable String damage,
            @Nullable String notCompared) {

        /** Nothing was rolled back. */
        static final Judgement NOTHING = new Judgement(null, null, null);

        static Judgement notCompared(@Nullable String why) {
            return new Judgement(null, null, why);
        }
    }

    /** Judges the present moment, with the rows as they are now. */
    Judgement judge(Connection jdbc, Decision now) throws SQLException {
        List<Migration> files = now.matching();
        List<AppliedMigration> strangers = now.strangers();
        Expected wanted = this.expected.of(files);
        if (wanted == null) {
            return new Judgement(files, null, null);
        }
        Schema made = wanted.schema();
        if (made == null) {
            return Judgement.notCompared(
                    (strangers.isEmpty() ? "" : "without " + labels(strangers) + ", which stays, ") + wanted.reason());
        }
        Schema after = schema(jdbc, this.table);
        List<Difference> done = SchemaComparison.between(this.before, after).differences();
        Set<ObjectId> touched = done.stream().map(Difference::id).collect(Collectors.toSet());
        List<Difference> wrong = SchemaComparison.between(made, after).differences().stream()
                .filter(difference -> touched.contains(difference.id()))
                // What has changed in it may be the doing of one that stays; that it is gone is not.
                .filter(difference -> strangers.isEmpty() || difference instanceof Absent)
                .toList();
        String damage = wrong.isEmpty()
                ? null
                : "the schema would not be that of the files afterwards: "
                        + wrong.stream()
                                .map(difference -> difference.id() + " would be " + difference.word())
                                .collect(Collectors.joining(", "));
        return new Judgement(null, damage, strangers.isEmpty() ? null : unknown(strangers, done, made));
    }

    /** Of what no file has made, some may belong to the migrations that stay. */
    private static String unknown(List<AppliedMigration> strangers, List<Difference> done, Schema made) {
        List<String> gone = done.stream()
                .filter(Absent.class::isInstance)
                .map(Difference::id)
                .filter(id -> !made.objects().containsKey(id))
                .map(ObjectId::toString)
                .toList();
        return labels(strangers) + (strangers.size() == 1 ? " stays" : " stay")
                + ", so only the objects of the files were compared"
                + (gone.isEmpty()
                        ? ""
                        : "; the rollbacks also dropped " + some(gone)
                                + ", and it is unknown whether all of that was theirs");
    }

    private static String some(List<String> names) {
        return names.size() <= SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }

    private static String labels(List<AppliedMigration> rows) {
        return rows.stream().map(AppliedMigration::label).collect(Collectors.joining(", "));
    }

    private static Schema schema(Connection jdbc, TrackerTable table) throws SQLException {
        return CatalogReader.readWithin(
                jdbc, CatalogScope.of(table.schema(), table.table()).covering(Coverage.DEFAULT));
    }
}
