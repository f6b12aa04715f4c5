package io.github.appliedset.branch;

/**
 * Something that could not be looked at, so that nothing is known about it.
 *
 * @param what was not tried
 * @param why not
 * @param remedy what makes it possible
 * @param forbidsSettling whether files must not be changed while it is not known
 */
public record Untried(String what, String why, String remedy, boolean forbidsSettling) {

    /** What only leaves a question open. */
    public Untried(String what, String why, String remedy) {
        this(what, why, remedy, false);
    }

    /** The same, where files must not be changed while it is not known. */
    public Untried forbidding() {
        return new Untried(this.what, this.why, this.remedy, true);
    }
}
