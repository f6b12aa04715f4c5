/**
 * Spring Boot's side: properties to migrator, migrator into the start of the application, failures to words.
 *
 * <p>The auto-configurations and {@link io.github.appliedset.autoconfigure.AppliedSetDataSource} are all that users see.
 */
@NullMarked
package io.github.appliedset.autoconfigure;

import org.jspecify.annotations.NullMarked;
