package io.github.appliedset.run;

/**
 * How migrations that run in batches are treated.
 *
 * @param worker the name of this process among those that may work on one
 * @param leaves whether the rest of those marked so is left to the background after the first batch
 * @param waits whether a run waits for the batches of another process, or ends as if that process held the lock
 * @param leavesPaused whether a run goes on without one that somebody has paused, instead of waiting until it is resumed
 */
public record BackfillSettings(String worker, boolean leaves, boolean waits, boolean leavesPaused) {

    BackfillSettings leavingNothing() {
        return new BackfillSettings(this.worker, false, this.waits, this.leavesPaused);
    }
}
