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

    /** The name of a file has letters that this process cannot read or write. */
    public static BranchException otherLocale(String path) {
        return unreadable(
                "The name of " + path + " cannot be read or written in the locale of this process.",
                "Run the command in one of UTF-8: LC_ALL=C.UTF-8",
                null);
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
