/**
 * SQL text to statements: where a statement begins and ends, what the file says about itself.
 *
 * <p>Plain Java, no database.
 */
@Internal
@NullMarked
package io.github.appliedset.script;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
