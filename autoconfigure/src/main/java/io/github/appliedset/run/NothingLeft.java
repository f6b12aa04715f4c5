package io.github.appliedset.run;

/** Ends the wait for the lock: other processes have done all that this one waits to do. Never leaves this package. */
final class NothingLeft extends RuntimeException {

    NothingLeft() {
        super(null, null, false, false);
    }
}
