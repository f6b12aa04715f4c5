package io.github.appliedset.observation;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migrator.Target;
import io.micrometer.observation.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a repeatable migration while it is observed. */
public final class RepeatObservationContext extends Observation.Context {

    private final String migrator;
    private final Target target;
    private final RepeatableMigration migration;
    private @Nullable MigrationOutcome outcome;

    @Internal
    public RepeatObservationContext(String migrator, Target target, RepeatableMigration migration) {
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
    public RepeatableMigration migration() {
        return this.migration;
    }

    /** How it ended; empty before that. */
    public Optional<MigrationOutcome> outcome() {
        return Optional.ofNullable(this.outcome);
    }

    @Internal
    public void ended(MigrationOutcome outcome) {
        this.outcome = outcome;
    }
}
