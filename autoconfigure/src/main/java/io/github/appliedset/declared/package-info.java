/** The schema that SQL files declare, read by PostgreSQL itself in a scratch database. */
@Internal
@NullMarked
package io.github.appliedset.declared;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
