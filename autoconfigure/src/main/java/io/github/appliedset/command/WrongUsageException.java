package io.github.appliedset.command;

/** The command line says something that cannot be meant. Nothing was done. */
public final class WrongUsageException extends RuntimeException {

    public WrongUsageException(String problem) {
        super(problem);
    }
}
