/**
 * Two branches with migrations: what each has added, and what they do to each other. Values and set algebra over three
 * trees, wherever these come from. Plain Java.
 *
 * <p>Not API; public only because the packages above need it.
 */
@Internal
@NullMarked
package io.github.appliedset.branch;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
