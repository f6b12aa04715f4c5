package io.github.appliedset.drift;

import io.github.appliedset.Internal;
import io.github.appliedset.drift.SchemaVerdict.Compared;
import io.github.appliedset.drift.SchemaVerdict.NoSnapshot;
import io.github.appliedset.drift.SchemaVerdict.NotComparable;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.ColumnOrder;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.schema.snapshot.ShippedSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Compares the database of a migrator with the snapshot that the application was built with, and remembers the verdict. */
@Internal
public final class SchemaCheck {

    /** How long {@link #recent} keeps a verdict. */
    static final Duration KEPT_FOR = Duration.ofSeconds(5);

    private static final Duration LONGEST_QUERY = Duration.ofSeconds(5);

    private final Migrator migrator;
    private final ShippedSnapshot snapshot;
    private final ColumnOrder.Mode order;
    private final SharedAnswer<SchemaVerdict> recent;
    private volatile Optional<SchemaVerdict> last = Optional.empty();

    /**
     * Creates a check.
     *
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    SchemaCheck(Migrator migrator, ShippedSnapshot snapshot, ColumnOrder.Mode order, LongSupplier nanoTime) {
        this.migrator = migrator;
        this.snapshot = snapshot;
        this.order = order;
        this.recent = new SharedAnswer<>(KEPT_FOR, nanoTime);
    }

    /**
     * Compares them now. Read-only, and takes no lock that others wait for.
     *
     * @throws SnapshotException if there is a snapshot that cannot be read
     * @throws DatabaseAccessException if the database cannot be read, or not in time
     */
    public SchemaVerdict check() {
        SchemaVerdict verdict = this.snapshot.load().map(this::compare).orElseGet(NoSnapshot::new);
        this.last = Optional.of(verdict);
        return verdict;
    }

    /**
     * The verdict of this moment or of the last five seconds, for callers that nobody counts: all who ask while it is read
     * share one reading, and those who wait hold no connection.
     *
     * @throws SnapshotException if there is a snapshot that cannot be read
     * @throws DatabaseAccessException if the database cannot be read, or not in time
     */
    public SchemaVerdict recent() {
        return this.recent.get(this::check);
    }

    /** The last verdict; empty before the first check. */
    public Optional<SchemaVerdict> lastVerdict() {
        return this.last;
    }

    /** Location of the snapshot on the class path. */
    public String location() {
        return this.snapshot.location();
    }

    /** Why what repeatable migrations have made is not what the snapshot has. */
    private Optional<String> repeatables() {
        if (this.migrator.repeatables().isEmpty()) {
            return Optional.empty();
        }
        return Fairness.objection(this.migrator.repeatablePlan());
    }

    private SchemaVerdict compare(Schema expected) {
        Fairness fairness = Fairness.of(this.migrator.checksumMismatch());
        MigrationPlan before = this.migrator.plan();
        Optional<String> objection = fairness.objection(before);
        if (objection.isPresent()) {
            return new NotComparable(objection.get());
        }
        Optional<String> notCurrent = repeatables();
        if (notCurrent.isPresent()) {
            return new NotComparable(notCurrent.get());
        }
        LiveSchema live = new LiveSchema(this.migrator);
        LiveSchema.Reading found = live.readIfApplied(
                live.scope().covering(expected.coverage()).expecting(expected).within(LONGEST_QUERY), before, fairness);
        if (found.objection() != null) {
            return new NotComparable(found.objection());
        }
        // Some texts come from the current catalogs, not from those that the transaction sees.
        Optional<String> since = fairness.objection(this.migrator.plan(), before.applied());
        if (since.isPresent()) {
            return new NotComparable(since.get());
        }
        Optional<String> repeatedSince = repeatables();
        if (repeatedSince.isPresent()) {
            return new NotComparable(repeatedSince.get());
        }
        SchemaDrift drift = SchemaComparison.between(expected, found.schema()).with(this.order);
        return new Compared(
                drift,
                expected.size(),
                expected.postgresMajor(),
                found.schema().postgresMajor(),
                drift.isEmpty() ? List.of() : fairness.edited(before));
    }
}
