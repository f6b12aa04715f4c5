/** What every package that talks to PostgreSQL shares. */
@Internal
@NullMarked
package io.github.appliedset.postgres;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
