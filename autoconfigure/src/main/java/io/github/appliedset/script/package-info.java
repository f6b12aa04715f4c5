/**
 * From SQL text to statements: their boundaries, and the directives of a file.
 *
 * <p>Plain Java, no database.
 */
@Internal
@NullMarked
package io.github.appliedset.script;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
