/**
 * Migrations on disk and applied ones: values and set algebra, in plain Java.
 *
 * <p>Independent of any database, class path or Spring.
 */
@NullMarked
package io.github.appliedset.migration;

import org.jspecify.annotations.NullMarked;
