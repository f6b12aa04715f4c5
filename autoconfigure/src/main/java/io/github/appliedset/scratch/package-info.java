/** Empty databases beside another one, for whatever must not happen to it. */
@Internal
@NullMarked
package io.github.appliedset.scratch;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
