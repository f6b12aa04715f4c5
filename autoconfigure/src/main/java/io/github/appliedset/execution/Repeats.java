package io.github.appliedset.execution;

import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.RepeatableMigration;
import java.util.List;

/**
 * What a version repeats at its end.
 *
 * @param run those that run, in this order
 * @param kept those whose content here is not the one that counts: they do not run, and what they created must still exist
 *     afterwards
 */
public record Repeats(List<Repetition> run, List<Kept> kept) {

    /** Nothing. */
    public static final Repeats NONE = new Repeats(List.of(), List.of());

    public Repeats {
        run = List.copyOf(run);
        kept = List.copyOf(kept);
    }

    /**
     * One that does not run.
     *
     * @param migration which one
     * @param row its current content
     * @param reason why it does not run, in sentences
     */
    public record Kept(RepeatableMigration migration, AppliedRepeatable row, String reason) {}
}
