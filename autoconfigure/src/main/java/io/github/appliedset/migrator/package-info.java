/**
 * One run: reads both sets, decides, and applies what is pending.
 *
 * <p>{@link io.github.appliedset.migrator.Migrator} and the values it takes and returns are API. The only package that
 * speaks to JDBC in order to change something, and the only one of the engine that logs.
 */
@NullMarked
package io.github.appliedset.migrator;

import org.jspecify.annotations.NullMarked;
