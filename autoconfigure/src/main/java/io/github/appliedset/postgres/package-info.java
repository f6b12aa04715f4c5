/** Shared by every package that talks to PostgreSQL. */
@Internal
@NullMarked
package io.github.appliedset.postgres;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
