/** Migrations run in a scratch database, and the schema they produce. */
@Internal
@NullMarked
package io.github.appliedset.replay;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
