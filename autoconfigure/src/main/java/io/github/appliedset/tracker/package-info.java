/**
 * The tracker table, and the table of unfinished migrations.
 *
 * <p>Not API; public only because the packages above need it. SQL is kept next to the call that sends it.
 */
@Internal
@NullMarked
package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
