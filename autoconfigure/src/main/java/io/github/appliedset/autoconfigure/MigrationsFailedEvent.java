package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import org.springframework.context.ApplicationEvent;

/**
 * The start fails, because migrations could not be applied, or are not applied where they should be. Heard by an {@code
 * ApplicationListener}, as a bean that does not need the database or added to the {@code SpringApplication}; methods with
 * {@code @EventListener} are not there yet. What a listener throws is added to the failure as suppressed.
 */
public final class MigrationsFailedEvent extends ApplicationEvent {

    private final transient Migrator migrator;
    private final transient RuntimeException failure;

    MigrationsFailedEvent(Migrator migrator, RuntimeException failure) {
        super(migrator);
        this.migrator = migrator;
        this.failure = failure;
    }

    /** Which one. */
    public Migrator migrator() {
        return this.migrator;
    }

    /** Why. */
    public RuntimeException failure() {
        return this.failure;
    }
}
