/**
 * Two branches, tried: the migrations of both run in either order in scratch databases, and the schemas are compared.
 *
 * <p>Not API; public only because the packages above need it.
 */
@Internal
@NullMarked
package io.github.appliedset.branch.trial;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
