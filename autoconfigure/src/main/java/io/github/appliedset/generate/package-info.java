/** Writes the migrations that lead from the files on disk to the declared schema, and proves them. */
@NullMarked
package io.github.appliedset.generate;

import org.jspecify.annotations.NullMarked;
