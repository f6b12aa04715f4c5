/**
 * Commands for operators, one class each: from migrators and options to an exit code, text and a JSON value.
 *
 * <p>Not API, except for the JSON output.
 */
@Internal
@NullMarked
package io.github.appliedset.command;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
