package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A state in words.
 *
 * @param state the state
 * @param release the stamp of this release; null if it has none
 */
@Internal
public record RepeatableWords(
        RepeatableState state, @Nullable Instant release) {

    /** One sentence or several: what it means, and what to do about it. */
    public String sentence() {
        String label = this.state.label();
        String name = "Repeatable migration " + label;
        AppliedRepeatable row = this.state.row();
        return switch (this.state.reason()) {
            case CURRENT -> name + " is current.";
            case NEW -> name + " has never run.";
            case CHANGED -> name + " has changed.";
            case GONE -> name + " must run again, because these are gone: " + objects() + ".";
            case RENAMED ->
                name + " has the content of " + this.state.renamedFrom()
                        + ", whose file is gone: it is recorded, not run.";
            case WAITING -> name + " runs after the versions that wait for a backfill.";
            case OLDER_RELEASE ->
                notRun()
                        + ": "
                        + (isOfTheSameRelease()
                                ? "its content ran before, and was replaced by that of a release with the same stamp, "
                                        + this.release
                                : (this.state.gone().isEmpty() ? "the database has" : "the database had")
                                        + " newer content, of " + applied(row) + ", and this release is "
                                        + this.release)
                        + ". If this release is the right one, give it a later stamp"
                        + " (applied-set.release), or run the file with --applied-set.command=repeat --applied-set.name="
                        + label;
            case UNKNOWN_RELEASE ->
                notRun() + ": its content ran before, and was replaced by that of " + applied(row) + "; "
                        + (this.release == null ? "this release" : "that one")
                        + " has no stamp, so which one is newer is unknown. Set applied-set.release, or have the build write"
                        + " git.properties. To run the file: --applied-set.command=repeat --applied-set.name=" + label;
            case ORPHAN_VERSIONS ->
                notRun()
                        + ": applied versions have no file here, so this is probably an older release. If"
                        + " not, settle these versions, or run the file with --applied-set.command=repeat"
                        + " --applied-set.name=" + label;
            case DELETED ->
                name
                        + " has no file any more. Its objects are still there: drop them in a version if they are not needed, and"
                        + " remove the row with --applied-set.command=forget --applied-set.name=" + label;
        };
    }

    private String notRun() {
        return "Repeatable migration " + this.state.label() + " was not run"
                + (this.state.gone().isEmpty() ? "" : ", although these are gone: " + objects());
    }

    /** Why it is in its state, in a few words; empty if the state says it all. */
    public String remark() {
        return switch (this.state.reason()) {
            case GONE -> "objects gone";
            case RENAMED -> "renamed from " + this.state.renamedFrom();
            case WAITING -> "waiting";
            case OLDER_RELEASE -> isOfTheSameRelease() ? "other content applied" : "newer content applied";
            case UNKNOWN_RELEASE -> "release unknown";
            case ORPHAN_VERSIONS -> "orphans";
            case CURRENT, NEW, CHANGED, DELETED -> "";
        };
    }

    private boolean isOfTheSameRelease() {
        AppliedRepeatable row = this.state.row();
        return row != null && this.release != null && this.release.equals(row.release());
    }

    private String objects() {
        return this.state.gone().stream().sorted().collect(Collectors.joining(", "));
    }

    private static String applied(@Nullable AppliedRepeatable row) {
        return row == null
                ? "an unknown release"
                : row.release() == null ? "a release without a stamp" : "release " + row.release();
    }
}
