/** One wording for texts that mean the same, however often they were dumped and restored. Plain Java. */
@Internal
@NullMarked
package io.github.appliedset.schema.wording;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
