package io.github.appliedset.command;

/** The command line is invalid. Nothing was done. */
public final class WrongUsageException extends RuntimeException {

    public WrongUsageException(String problem) {
        super(problem);
    }
}
