package io.github.appliedset.migration;

import io.github.appliedset.text.Visible;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of one repeatable migration.
 *
 * @param name its name
 * @param file its file; null if that was deleted
 * @param row its last execution; null if it never ran
 * @param reason why it is in its state
 * @param gone its objects that no longer exist
 * @param renamedFrom the name under which the same content ran before, if its file was renamed; else null
 */
public record RepeatableState(
        String name,
        @Nullable RepeatableMigration file,
        @Nullable AppliedRepeatable row,
        Reason reason,
        List<String> gone,
        @Nullable String renamedFrom) {

    public RepeatableState {
        gone = List.copyOf(gone);
    }

    /** What a repeatable migration is, in one word. */
    public enum State {
        /** Its content is the current one. */
        APPLIED,
        /** The next run executes it. */
        PENDING,
        /** Its content is not the current one, and it is not executed. */
        SUPERSEDED,
        /** It has a row and no file. */
        ORPHAN;

        /** As shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why it is in its state. */
    public enum Reason {
        /** Its content is the current one. */
        CURRENT(State.APPLIED),
        /** It never ran under its name. */
        NEW(State.PENDING),
        /** Its content is different, and does not belong to an older release. */
        CHANGED(State.PENDING),
        /** Its content is the current one, but objects that it made are gone. */
        GONE(State.PENDING),
        /** Its content ran under a name whose file is gone: it is recorded, and not run. */
        RENAMED(State.PENDING),
        /** It lacks something that a version waiting for a backfill may create, as far as is known: it runs after that version. */
        WAITING(State.PENDING),
        /** The current content is that of a newer release, or of the same one. */
        OLDER_RELEASE(State.SUPERSEDED),
        /** Its content ran before, and whether this release is newer is unknown. */
        UNKNOWN_RELEASE(State.SUPERSEDED),
        /** Versions are applied that have no file here: this application is probably an older release. */
        ORPHAN_VERSIONS(State.SUPERSEDED),
        /** It has no file. */
        DELETED(State.ORPHAN);

        private final State state;

        Reason(State state) {
            this.state = state;
        }
    }

    /** What it is. */
    public State state() {
        return this.reason.state;
    }

    /** Whether its file has the content that ran last. */
    public boolean hasCurrentContent() {
        return this.file != null
                && this.row != null
                && this.row.checksum() != null
                && this.row.checksum().equals(this.file.file().checksum());
    }

    /** The name as shown to people. */
    public String label() {
        return Visible.line(this.name);
    }
}
