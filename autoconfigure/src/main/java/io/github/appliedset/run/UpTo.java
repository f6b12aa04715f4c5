package io.github.appliedset.run;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.UnknownVersion;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.tracker.TrackerTable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a run goes.
 *
 * @param last the last version that it applies; null for no limit
 */
public record UpTo(@Nullable MigrationVersion last) {

    /** Applies everything. */
    public static final UpTo EVERYTHING = new UpTo(null);

    /** Applies a version and everything below it. */
    public static UpTo version(MigrationVersion last) {
        return new UpTo(last);
    }

    /** The pending migrations up to the last one. */
    public VersionSet<Migration> pending(MigrationPlan plan) {
        MigrationVersion limit = this.last;
        return limit == null
                ? plan.pending()
                : VersionSet.of(plan.pending().stream()
                        .filter(migration -> migration.version().compareTo(limit) <= 0)
                        .toList());
    }

    /**
     * Returns the plan if the last version is in it.
     *
     * @throws MigrationConflictException if it is neither on disk nor applied
     */
    public MigrationPlan requireKnown(MigrationPlan plan, TrackerTable table) {
        MigrationVersion limit = this.last;
        if (limit != null && !plan.onDisk().contains(limit) && !plan.recorded().contains(limit)) {
            throw new MigrationConflictException(
                    table.sql(), List.of(new UnknownVersion(limit, neighbours(limit, plan.onDisk()))));
        }
        return plan;
    }

    private static List<String> neighbours(MigrationVersion version, VersionSet<Migration> onDisk) {
        List<String> below = onDisk.stream()
                .takeWhile(migration -> migration.version().compareTo(version) < 0)
                .map(Migration::label)
                .toList();
        return Stream.concat(
                        below.stream().skip(Math.max(0, below.size() - 1)),
                        onDisk.stream().skip(below.size()).limit(1).map(Migration::label))
                .toList();
    }
}
