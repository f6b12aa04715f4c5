/**
 * One step: the statements of a file, or a class, inside a transaction or outside one, together with the change of the row.
 *
 * <p>Public only for the packages above; not API.
 */
@NullMarked
package io.github.appliedset.execution;

import org.jspecify.annotations.NullMarked;
