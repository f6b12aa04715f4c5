package io.github.appliedset.command;

import io.github.appliedset.text.Visible;

/** The command line is invalid. Nothing was done. */
public final class WrongUsageException extends RuntimeException {

    public WrongUsageException(String problem) {
        super(Visible.line(problem));
    }

    /**
     * The same with a list below it.
     *
     * @param list several lines of ours
     */
    WrongUsageException(String problem, String list) {
        super(Visible.line(problem) + "\n" + list);
    }
}
