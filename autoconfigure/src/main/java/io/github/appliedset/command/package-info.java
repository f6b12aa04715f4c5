/**
 * What an operator can have done, one class a command: migrators and options in, an exit code, text and a JSON value out.
 *
 * <p>Public only because {@code autoconfigure} needs it; not API. What it prints as JSON is.
 */
@NullMarked
package io.github.appliedset.command;

import org.jspecify.annotations.NullMarked;
