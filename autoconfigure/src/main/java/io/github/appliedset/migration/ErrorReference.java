package io.github.appliedset.migration;

/**
 * Where an error is explained: on the errors page of the project, and by the command {@code explain} of any application.
 *
 * @param anchor of the page, and topic of the command
 */
public record ErrorReference(String anchor) {

    /** The page and its anchor, below the project's root. */
    public String page() {
        return "docs/reference/errors.md#" + this.anchor;
    }

    /** Both in words, as messages end. */
    @Override
    public String toString() {
        return "See " + page() + "\nor start with --applied-set.command=explain --applied-set.topic=" + this.anchor;
    }
}
