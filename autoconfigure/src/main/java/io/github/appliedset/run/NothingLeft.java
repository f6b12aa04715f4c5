package io.github.appliedset.run;

/**
 * Ends the wait for the lock: other processes have done everything that this one is waiting to do. Never leaves this
 * package.
 */
final class NothingLeft extends RuntimeException {

    NothingLeft() {
        super(null, null, false, false);
    }
}
