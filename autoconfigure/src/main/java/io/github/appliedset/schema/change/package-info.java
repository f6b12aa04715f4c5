/** What leads from one schema to another: each change with its statements. Plain Java. */
@NullMarked
package io.github.appliedset.schema.change;

import org.jspecify.annotations.NullMarked;
