package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;

/**
 * Customizes the auto-configured {@link Migrator} beyond its properties. Beans of this type are called in order before the
 * migrator is built.
 */
@FunctionalInterface
public interface MigratorCustomizer {

    /** Customizes the builder, on which all properties are already set. */
    void customize(Migrator.Builder builder);
}
