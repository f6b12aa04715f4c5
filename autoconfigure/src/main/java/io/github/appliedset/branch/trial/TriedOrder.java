package io.github.appliedset.branch.trial;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.ColumnOrder;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Migrations that run one after the other, with what each changes, up to the first that fails. */
final class TriedOrder {

    private final Replay replay;
    private final Coverage coverage;
    private final Map<BranchMigration, Set<ObjectId>> touched = new LinkedHashMap<>();
    private Schema schema;
    private @Nullable BranchMigration failed;
    private String message = "";

    private TriedOrder(Replay replay, Coverage coverage, Schema schema) {
        this.replay = replay;
        this.coverage = coverage;
        this.schema = schema;
    }

    /** Goes on from where a replay is, which the caller closes. */
    static TriedOrder from(Replay replay, Coverage coverage) {
        return new TriedOrder(replay, coverage, replay.schema(coverage));
    }

    /**
     * Runs the migrations unless one has failed before.
     *
     * @param runnable what to run for each
     */
    TriedOrder run(List<BranchMigration> migrations, Map<BranchMigration, Migration> runnable) {
        for (BranchMigration next : migrations) {
            if (this.failed != null) {
                return this;
            }
            Migration migration = runnable.get(next);
            if (migration == null) {
                throw new IllegalArgumentException("nothing to run for " + next);
            }
            try {
                this.replay.run(List.of(migration));
            } catch (MigrationException failure) {
                this.failed = next;
                this.message = messageOf(failure);
                return this;
            }
            Schema after = this.replay.schema(this.coverage);
            this.touched.put(next, changed(this.schema, after));
            this.schema = after;
        }
        return this;
    }

    private static Set<ObjectId> changed(Schema before, Schema after) {
        SchemaDrift drift = SchemaComparison.between(before, after);
        return Stream.concat(
                        drift.differences().stream().map(Difference::id),
                        drift.columnOrder().stream().map(ColumnOrder::table))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** PostgreSQL's words if it was PostgreSQL, with the line. */
    static String messageOf(MigrationException failure) {
        MigrationFailedException.Details details = failure instanceof MigrationFailedException statement
                ? statement.details()
                : failure instanceof RepeatableFailedException repeatable ? repeatable.details() : null;
        if (details != null) {
            return (details.line() > 0 ? "line " + details.line() + ": " : "")
                    + details.message().lines().findFirst().orElse("")
                    + (details.sqlState() == null ? "" : " (SQLSTATE " + details.sqlState() + ")");
        }
        return failure.description().lines().findFirst().orElse("");
    }

    /** The repeatable migration that failed, as the subject of a sentence. */
    static String subjectOf(MigrationException failure) {
        return failure instanceof RepeatableFailedException repeatable
                ? "Repeatable migration " + repeatable.migration()
                : "One of the repeatable migrations";
    }

    boolean hasFailed() {
        return this.failed != null;
    }

    /** The migration that failed; null if none did. */
    @Nullable
    BranchMigration failed() {
        return this.failed;
    }

    /** Why it failed. */
    String message() {
        return this.message;
    }

    /** What they have made so far. */
    Schema schema() {
        return this.schema;
    }

    /** The objects that a migration has changed; none if it has not run. */
    Set<ObjectId> touched(BranchMigration migration) {
        return this.touched.getOrDefault(migration, Set.of());
    }
}
