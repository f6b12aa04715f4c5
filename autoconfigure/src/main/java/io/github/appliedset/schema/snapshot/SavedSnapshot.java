package io.github.appliedset.schema.snapshot;

import java.nio.file.Path;

/**
 * Result of saving a snapshot.
 *
 * @param root the folder
 * @param objects number of objects in it
 * @param written number of new or changed files
 * @param removed number of removed files
 */
public record SavedSnapshot(Path root, int objects, int written, int removed) {

    /** Whether the folder was changed. */
    public boolean isChanged() {
        return this.written + this.removed > 0;
    }
}
