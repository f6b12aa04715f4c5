/** Temporary empty databases next to another one, for work that must not touch it. */
@Internal
@NullMarked
package io.github.appliedset.scratch;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
