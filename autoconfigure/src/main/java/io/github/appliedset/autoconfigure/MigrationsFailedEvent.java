package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import org.springframework.context.ApplicationEvent;

/**
 * Published when the start fails because migrations could not be applied, or are missing in a mode that requires them.
 * Received by an {@code ApplicationListener} that is a bean without a database or was added to the {@code SpringApplication};
 * {@code @EventListener} methods are not registered yet. Exceptions of listeners are added to the failure as suppressed.
 */
public final class MigrationsFailedEvent extends ApplicationEvent {

    private final transient Migrator migrator;
    private final transient RuntimeException failure;

    MigrationsFailedEvent(Migrator migrator, RuntimeException failure) {
        super(migrator);
        this.migrator = migrator;
        this.failure = failure;
    }

    /** The migrator that failed. */
    public Migrator migrator() {
        return this.migrator;
    }

    /** The cause. */
    public RuntimeException failure() {
        return this.failure;
    }
}
