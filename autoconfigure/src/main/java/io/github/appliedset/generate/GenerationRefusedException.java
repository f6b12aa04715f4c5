package io.github.appliedset.generate;

import io.github.appliedset.migration.AuthoringException;
import java.util.List;

/** No migration was generated, and nothing was written: it would not have been right, or somebody has to decide. */
public final class GenerationRefusedException extends AuthoringException {

    private final List<String> reasons;

    GenerationRefusedException(List<String> reasons, String action, String anchor) {
        super(
                "No migration was generated" + (reasons.size() == 1 ? "" : ", for " + reasons.size() + " reasons")
                        + ". Nothing was written.\n\n" + numbered(reasons),
                action,
                anchor,
                null);
        this.reasons = List.copyOf(reasons);
    }

    /** Every reason. */
    public List<String> reasons() {
        return this.reasons;
    }
}
