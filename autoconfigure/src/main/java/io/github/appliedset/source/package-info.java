/**
 * Where migrations come from: class path and file system, found with Spring's resource loading.
 *
 * <p>{@link io.github.appliedset.source.MigrationSource} is API, the rest is public only because other packages need it.
 */
@NullMarked
package io.github.appliedset.source;

import org.jspecify.annotations.NullMarked;
