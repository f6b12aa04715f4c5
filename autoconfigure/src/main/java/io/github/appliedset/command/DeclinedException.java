package io.github.appliedset.command;

/** The operator was asked, and did not answer with yes. Nothing was done. */
public final class DeclinedException extends RuntimeException {

    DeclinedException() {
        super("The answer was not yes. Nothing was done.");
    }
}
