/** Reads a {@link io.github.appliedset.schema.Schema} from the catalogs of PostgreSQL 14 to 18. */
@Internal
@NullMarked
package io.github.appliedset.schema.catalog;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
