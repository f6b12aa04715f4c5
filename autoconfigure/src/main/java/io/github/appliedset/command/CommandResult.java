package io.github.appliedset.command;

import java.util.Map;

/**
 * What a command has to say.
 *
 * @param exitCode of the process
 * @param text for people
 * @param json for programs: maps, lists, texts, numbers, truth values and nulls
 */
public record CommandResult(int exitCode, String text, Map<String, ?> json) {

    /** It is done. */
    public static final int DONE = 0;

    /** It failed. */
    public static final int FAILED = 1;

    /** Nothing failed, and something is pending or differs. */
    public static final int DIFFERS = 2;

    /** The lock was not had in time. */
    public static final int LOCKED = 3;

    /** The command line is wrong. */
    public static final int WRONG_USAGE = 64;
}
