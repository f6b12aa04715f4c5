/** A schema as files: one small JSON file for each object, and one packed file of all of them. */
@NullMarked
package io.github.appliedset.schema.snapshot;

import org.jspecify.annotations.NullMarked;
