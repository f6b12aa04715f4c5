package io.github.appliedset.align;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.RepeatableState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is changed to make a database match the files, or would be.
 *
 * @param marked whether the database is marked as a developer's own by it
 * @param renumbered rows that get another number or name, without running anything
 * @param rolledBack migrations that are rolled back, in this order
 * @param losses what that takes away
 * @param left migrations that do not match the files, and stay
 * @param pending what is applied afterwards; empty if the report is about what was done
 * @param due repeatable migrations that run after that; empty if the report is about what was done
 * @param notCompared what of the schema was not compared with that of the files after the rollbacks, and why; null if all
 *     was, or nothing was rolled back
 */
public record AlignmentReport(
        boolean marked,
        List<RepairReport> renumbered,
        List<RolledBack> rolledBack,
        List<Loss> losses,
        List<Left> left,
        List<Migration> pending,
        List<RepeatableState> due,
        @Nullable String notCompared) {

    /** Nothing. */
    public static final AlignmentReport NOTHING =
            new AlignmentReport(false, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null);

    public AlignmentReport {
        renumbered = List.copyOf(renumbered);
        rolledBack = List.copyOf(rolledBack);
        losses = List.copyOf(losses);
        left = List.copyOf(left);
        pending = List.copyOf(pending);
        due = List.copyOf(due);
    }

    static AlignmentReport ofRows(boolean marked, List<RepairReport> renumbered) {
        return new AlignmentReport(marked, renumbered, List.of(), List.of(), List.of(), List.of(), List.of(), null);
    }

    static AlignmentReport ofRollbacks(List<RolledBack> rolledBack, List<Loss> losses) {
        return new AlignmentReport(false, List.of(), rolledBack, losses, List.of(), List.of(), List.of(), null);
    }

    AlignmentReport leaving(List<Left> left, @Nullable String notCompared) {
        return new AlignmentReport(
                this.marked, this.renumbered, this.rolledBack, this.losses, left, this.pending, this.due, notCompared);
    }

    AlignmentReport beforeApplying(List<Migration> pending, List<RepeatableState> due) {
        return new AlignmentReport(
                this.marked, this.renumbered, this.rolledBack, this.losses, this.left, pending, due, this.notCompared);
    }

    /** Whether it changes nothing. */
    public boolean changesNothing() {
        return !this.marked && this.renumbered.isEmpty() && this.rolledBack.isEmpty();
    }

    /** The versions whose rows do not match the files, and stay. */
    public Set<MigrationVersion> versionsLeft() {
        return this.left.stream().map(it -> it.row().version()).collect(Collectors.toUnmodifiableSet());
    }

    /** This one and then another one, which knows what is left. */
    AlignmentReport then(AlignmentReport next) {
        return new AlignmentReport(
                this.marked || next.marked,
                both(this.renumbered, next.renumbered),
                both(this.rolledBack, next.rolledBack),
                both(this.losses, next.losses),
                next.left,
                next.pending,
                next.due,
                next.notCompared == null ? this.notCompared : next.notCompared);
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        Set<T> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return new ArrayList<>(all);
    }
}
