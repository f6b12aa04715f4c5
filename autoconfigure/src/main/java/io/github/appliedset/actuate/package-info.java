/** What operators see: the actuator endpoint {@code migrations}. What it answers is API. */
@Internal
@NullMarked
package io.github.appliedset.actuate;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
