package io.github.appliedset.observation;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Target;
import io.micrometer.observation.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a run while it is observed. */
public final class RunObservationContext extends Observation.Context {

    private final String migrator;
    private final Target target;
    private @Nullable MigrationReport report;

    @Internal
    public RunObservationContext(String migrator, Target target) {
        this.migrator = migrator;
        this.target = target;
    }

    /** Name of the migrator, as the endpoint shows it; empty if it is no bean and has no name. */
    public String migrator() {
        return this.migrator;
    }

    /** Its tracker. */
    public Target target() {
        return this.target;
    }

    /** What the run did; empty before its end, and if it failed. */
    public Optional<MigrationReport> report() {
        return Optional.ofNullable(this.report);
    }

    @Internal
    public void ended(MigrationReport report) {
        this.report = report;
    }

    /** How it ended; empty before that. */
    public Optional<MigrationOutcome> outcome() {
        if (getError() != null) {
            return Optional.of(MigrationOutcome.FAILURE);
        }
        return report().map(known -> MigrationOutcome.SUCCESS);
    }
}
