package io.github.appliedset.text;

import org.jspecify.annotations.Nullable;

/** Text that may take several lines of a log. Any other argument of a {@link Log} takes one. */
public final class Lines {

    private final String text;

    private Lines(String text) {
        this.text = text;
    }

    /** Text of ours, in which whatever comes from elsewhere is on one line. */
    public static Lines of(Object ours) {
        return new Lines(Visible.lines(ours));
    }

    /** Text from elsewhere: every line but the first is indented, so that none looks like the start of a log line. */
    public static Lines quoted(@Nullable Object foreign) {
        return new Lines(Visible.lines(String.valueOf(foreign)).replace("\n", "\n    "));
    }

    @Override
    public String toString() {
        return this.text;
    }
}
