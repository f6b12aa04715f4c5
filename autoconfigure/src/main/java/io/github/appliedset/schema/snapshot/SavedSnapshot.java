package io.github.appliedset.schema.snapshot;

import java.nio.file.Path;

/**
 * What saving a snapshot did.
 *
 * @param root the folder
 * @param objects how many objects it holds now
 * @param written how many files are new or have another content
 * @param removed how many files are gone
 */
public record SavedSnapshot(Path root, int objects, int written, int removed) {

    /** Whether the folder is another than it was. */
    public boolean isChanged() {
        return this.written + this.removed > 0;
    }
}
