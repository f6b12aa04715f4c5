/**
 * One run under the lock: apply what is pending, roll back, dry run, repair, adopt, check.
 *
 * <p>Public only for the packages above; not API.
 */
@NullMarked
package io.github.appliedset.run;

import org.jspecify.annotations.NullMarked;
