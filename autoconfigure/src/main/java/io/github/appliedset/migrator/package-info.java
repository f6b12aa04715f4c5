/**
 * Entry point of the engine: {@link io.github.appliedset.migrator.Migrator}, migrations written in Java, and listeners.
 */
@NullMarked
package io.github.appliedset.migrator;

import org.jspecify.annotations.NullMarked;
