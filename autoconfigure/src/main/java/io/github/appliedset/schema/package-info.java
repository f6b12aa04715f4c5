/** Schemas as immutable values, for every kind of PostgreSQL object. Plain Java. */
@NullMarked
package io.github.appliedset.schema;

import org.jspecify.annotations.NullMarked;
