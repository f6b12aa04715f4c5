/**
 * What an operator can have done, one class a command: migrators and options in, an exit code, text and a JSON value out.
 *
 * <p>No API, but what it prints as JSON is.
 */
@Internal
@NullMarked
package io.github.appliedset.command;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
