/**
 * The connection of a run: borrowed, inspected, locked, watched, and given back to its pool.
 *
 * <p>Public only for the packages above; not API.
 */
@NullMarked
package io.github.appliedset.session;

import org.jspecify.annotations.NullMarked;
