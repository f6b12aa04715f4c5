/** Words that every package uses in its messages. Plain Java. */
@Internal
@NullMarked
package io.github.appliedset.text;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
