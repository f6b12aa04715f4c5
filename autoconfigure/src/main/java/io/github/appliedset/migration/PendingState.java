package io.github.appliedset.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a migration is still pending, as far as its file and its progress tell.
 *
 * @param waitsFor the migrations that must be applied before it and are not
 * @param background whether a start leaves it to the background after its first batch
 * @param backfill how far it got in batches; null if it has not begun, or does not run in batches
 * @param isNext whether the background applies it next: it was left, and what it waited for is done
 */
public record PendingState(
        List<Awaited> waitsFor,
        boolean background,
        @Nullable BackfillState backfill,
        boolean isNext) {

    /** A migration that will be applied by the next run. */
    public static final PendingState ORDINARY = new PendingState(List.of(), false, null, false);

    public PendingState {
        waitsFor = List.copyOf(waitsFor);
    }

    /** Whether everything else may continue without it: it is left to the background, or waits for such a migration. */
    public boolean isLeft() {
        return isWaiting() || this.background && this.backfill != null;
    }

    /** Whether it waits for another migration, or did so when it was last looked at. */
    public boolean isWaiting() {
        return this.isNext || !this.waitsFor.isEmpty();
    }

    /** Whether it runs in batches that somebody has paused. */
    public boolean isPaused() {
        return this.backfill != null && this.backfill.state().equals(BackfillState.PAUSED);
    }

    /** The same for a migration that was left to the background when it was last checked. */
    public PendingState next() {
        return new PendingState(this.waitsFor, this.background, this.backfill, true);
    }

    /** The state in a word; empty for one that will be applied by the next run. */
    String word() {
        if (this.backfill != null) {
            return this.backfill.state();
        }
        return this.waitsFor.isEmpty() ? "" : "waiting";
    }
}
