/**
 * New migrations: their versions, and their files in the folder of the sources. Plain Java.
 *
 * <p>Not API; public only because the packages above need it.
 */
@Internal
@NullMarked
package io.github.appliedset.authoring;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
