/**
 * Execution of one step: the statements of a file, or a class, inside or outside a transaction, together with the
 * change of the row.
 */
@Internal
@NullMarked
package io.github.appliedset.execution;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
