/** How two schemas differ. Plain Java. */
@NullMarked
package io.github.appliedset.schema.drift;

import org.jspecify.annotations.NullMarked;
