/**
 * One run under the lock: apply, roll back, dry run, repair, adopt, check.
 */
@Internal
@NullMarked
package io.github.appliedset.run;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
