/** Reads a {@link io.github.appliedset.schema.Schema} from the catalogs of PostgreSQL 14 to 18. */
@NullMarked
package io.github.appliedset.schema.catalog;

import org.jspecify.annotations.NullMarked;
