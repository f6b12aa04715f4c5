package io.github.appliedset.run;

/**
 * How migrations that run in batches are treated.
 *
 * @param worker the name of this process among those that may work on one
 * @param leaves whether the rest of those marked so is left to the background after the first batch
 */
public record BackfillSettings(String worker, boolean leaves) {}
