/** A developer's own database, made to match the migrations on disk after a checkout or a merge. */
@Internal
@NullMarked
package io.github.appliedset.align;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
