package io.github.appliedset.align;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may be done without asking.
 *
 * @param commits whether anything is done; else all of it is rolled back
 * @param marks whether the database may be marked as a developer's own
 * @param takesFromOthers whether what another checkout has applied may be rolled back
 * @param anyLoss whether anything may be lost
 * @param losses what may be lost otherwise
 */
record Consent(boolean commits, boolean marks, boolean takesFromOthers, boolean anyLoss, Set<Loss> losses) {

    /** For a look at what would be done. */
    static final Consent TO_LOOK = new Consent(false, true, true, true, Set.of());

    /** For a start: no row is lost. */
    static final Consent OF_A_START = new Consent(true, false, false, false, Set.of());

    /** Of a developer who has seen what would be done. */
    static Consent to(AlignmentReport shown) {
        return new Consent(true, shown.marked(), true, false, new HashSet<>(shown.losses()));
    }

    boolean covers(List<Loss> lost) {
        return this.anyLoss || this.losses.containsAll(lost);
    }
}
