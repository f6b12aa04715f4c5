package io.github.appliedset.command;

import io.github.appliedset.text.Visible;
import java.util.Map;

/**
 * Result of a command.
 *
 * @param exitCode of the process
 * @param text for people
 * @param json for programs: maps, lists, strings, numbers, booleans and nulls
 */
public record CommandResult(int exitCode, String text, Map<String, ?> json) {

    public CommandResult {
        text = Visible.lines(text);
    }

    /** Done. */
    public static final int DONE = 0;

    /** Failed. */
    public static final int FAILED = 1;

    /** Nothing failed, but something is pending or differs. */
    public static final int DIFFERS = 2;

    /** Timed out waiting for the lock. */
    public static final int LOCKED = 3;

    /** The command line is wrong. */
    public static final int WRONG_USAGE = 64;
}
