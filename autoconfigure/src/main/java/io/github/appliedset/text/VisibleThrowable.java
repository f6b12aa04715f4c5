package io.github.appliedset.text;

import org.jspecify.annotations.Nullable;

/** Stands in a log for an exception whose message, or that of a cause, is not safe there. */
final class VisibleThrowable extends Throwable {

    private VisibleThrowable(Throwable original, @Nullable Throwable cause) {
        super(Visible.lines(original), cause);
        setStackTrace(original.getStackTrace());
    }

    /** The exception itself if it is safe. */
    static Throwable of(Throwable original) {
        Throwable cause = original.getCause();
        Throwable shown = cause == null ? null : of(cause);
        String text = String.valueOf(original);
        return cause == shown && Visible.lines(text).equals(text) ? original : new VisibleThrowable(original, shown);
    }
}
