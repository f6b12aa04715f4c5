/** What a schema is: an immutable value for every kind of object that PostgreSQL keeps. Plain Java. */
@NullMarked
package io.github.appliedset.schema;

import org.jspecify.annotations.NullMarked;
