/**
 * The trees of branches from git, by its own process, or from folders. Never uses the network, and never changes a commit.
 *
 * <p>Not API; public only because the packages above need it.
 */
@Internal
@NullMarked
package io.github.appliedset.branch.git;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
