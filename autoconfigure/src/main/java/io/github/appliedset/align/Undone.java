package io.github.appliedset.align;

import io.github.appliedset.align.RolledBack.Reason;
import io.github.appliedset.migration.RepairReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rollbacks up to the first one that did not work out. */
final class Undone {

    final List<Undo> done = new ArrayList<>();
    final List<Loss> losses = new ArrayList<>();
    final List<RepairReport> moved = new ArrayList<>();

    @Nullable
    Undo outside;

    @Nullable
    Undo stoppedAt;

    String because = "";
    boolean failed;

    AlignmentReport report() {
        return AlignmentReport.ofRows(false, this.moved)
                .then(AlignmentReport.ofRollbacks(
                        this.done.stream()
                                .map(undo -> new RolledBack(undo.row(), undo.reason()))
                                .toList(),
                        this.losses));
    }

    /** How many of those that have to go are rolled back. */
    long wanted() {
        return this.done.stream()
                .filter(undo -> undo.reason() != Reason.IN_THE_WAY)
                .count();
    }

    /** Ends it; false, for who has to stop. */
    boolean stop(Undo undo, boolean failed, String because) {
        this.stoppedAt = undo;
        this.failed = failed && undo.step() != null;
        this.because = because;
        return false;
    }
}
