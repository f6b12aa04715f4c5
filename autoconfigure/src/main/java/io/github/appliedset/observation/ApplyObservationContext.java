package io.github.appliedset.observation;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.Target;
import io.micrometer.observation.Observation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a migration while it is observed. */
public final class ApplyObservationContext extends Observation.Context {

    private final String migrator;
    private final Target target;
    private final Migration migration;
    private @Nullable MigrationOutcome outcome;
    private @Nullable Duration duration;

    @Internal
    public ApplyObservationContext(String migrator, Target target, Migration migration) {
        this.migrator = migrator;
        this.target = target;
        this.migration = migration;
    }

    /** Name of the migrator, as the endpoint shows it; empty if it is no bean and has no name. */
    public String migrator() {
        return this.migrator;
    }

    /** Its tracker. */
    public Target target() {
        return this.target;
    }

    /** The migration. */
    public Migration migration() {
        return this.migration;
    }

    /** How it ended; empty before that. */
    public Optional<MigrationOutcome> outcome() {
        return Optional.ofNullable(this.outcome);
    }

    /**
     * How long it took; empty if it was not applied, or is not yet. Of several migrations that share a round trip the answers
     * arrive at the same time, so this and not the length of the observation is the time of each.
     */
    public Optional<Duration> duration() {
        return Optional.ofNullable(this.duration);
    }

    @Internal
    public void ended(MigrationOutcome outcome) {
        this.outcome = outcome;
    }

    @Internal
    public void took(Duration duration) {
        this.duration = duration;
    }
}
