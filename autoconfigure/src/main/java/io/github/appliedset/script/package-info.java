/**
 * SQL text to statements: where a statement begins and ends, what the file says about itself.
 *
 * <p>Plain Java, no database. Public only because {@code migrator} needs it; not API.
 */
@NullMarked
package io.github.appliedset.script;

import org.jspecify.annotations.NullMarked;
