/**
 * What is to be applied and what has been: values and set algebra, in plain Java.
 *
 * <p>Nothing here knows a database, a class path or Spring.
 */
@NullMarked
package io.github.appliedset.migration;

import org.jspecify.annotations.NullMarked;
