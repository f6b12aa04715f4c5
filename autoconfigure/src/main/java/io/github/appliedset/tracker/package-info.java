/**
 * What has been done: the tracker table, and the notes of migrations that have not finished.
 *
 * <p>Not API; public only because the packages above need it. SQL stands next to the call that sends it.
 */
@Internal
@NullMarked
package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
