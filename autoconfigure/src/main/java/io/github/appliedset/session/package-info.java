/**
 * The connection of a run: borrowed, inspected, locked, watched, and returned to its pool.
 */
@Internal
@NullMarked
package io.github.appliedset.session;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
