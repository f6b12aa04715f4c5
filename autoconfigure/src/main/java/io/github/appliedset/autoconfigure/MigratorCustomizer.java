package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;

/**
 * Changes the auto-configured {@link Migrator} beyond what the properties can say: a bean of this type is called before the
 * migrator is built, several in their order.
 */
@FunctionalInterface
public interface MigratorCustomizer {

    /** Changes the builder, on which all properties have been set. */
    void customize(Migrator.Builder builder);
}
