package io.github.appliedset.branch;

import io.github.appliedset.migration.AuthoringException;
import io.github.appliedset.text.Visible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Branches cannot be compared, or not be settled. Nothing was written. */
public final class BranchException extends AuthoringException {

    private BranchException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(description, action, anchor, cause);
    }

    /** The trees cannot be read. */
    public static BranchException unreadable(String description, String action, @Nullable Throwable cause) {
        return new BranchException(Visible.line(description), action, "branches-unreadable", cause);
    }

    /** Git said no. */
    public static BranchException git(String what, String message) {
        return new BranchException(
                Visible.line(what)
                        + (message.isBlank()
                                ? "."
                                : ":\n\n    " + Visible.lines(message.strip()).replace("\n", "\n    ")),
                "Fix the cause, or name three folders instead of a repository: --applied-set.base=FOLDER"
                        + " --applied-set.ours=FOLDER --applied-set.theirs=FOLDER.",
                "branches-unreadable",
                null);
    }

    /** Refused, for these reasons. */
    public static BranchException unsettled(List<String> reasons, String action) {
        return new BranchException("Nothing was written.\n\n" + numbered(reasons), action, "branches-unsettled", null);
    }
}
