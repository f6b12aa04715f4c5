package io.github.appliedset.migration;

/**
 * The explanation of an error: a section of the errors page, also printed by the command {@code explain}.
 *
 * @param anchor anchor on the page, and topic of the command
 */
public record ErrorReference(String anchor) {

    /** The page and its anchor, below the project's root. */
    public String page() {
        return "docs/reference/errors.md#" + this.anchor;
    }

    /** Page and command, as the last lines of a message. */
    @Override
    public String toString() {
        return "See " + page() + "\nor start with --applied-set.command=explain --applied-set.topic=" + this.anchor;
    }
}
