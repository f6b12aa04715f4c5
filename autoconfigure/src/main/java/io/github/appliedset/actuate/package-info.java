/** The actuator endpoint {@code migrations}, health, metrics and traces, for operators. The endpoint's answers are API. */
@Internal
@NullMarked
package io.github.appliedset.actuate;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
