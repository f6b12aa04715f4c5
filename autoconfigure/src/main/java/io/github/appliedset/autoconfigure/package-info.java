/**
 * Spring Boot integration: builds migrators from properties, runs them at startup, and explains failures.
 *
 * <p>The auto-configurations and {@link io.github.appliedset.autoconfigure.AppliedSetDataSource} are all that users see.
 */
@NullMarked
package io.github.appliedset.autoconfigure;

import org.jspecify.annotations.NullMarked;
