package io.github.appliedset.branch;

import org.jspecify.annotations.Nullable;

/**
 * A change of one file.
 *
 * @param path from the root of the tree
 * @param content what it will hold; null to delete it
 */
public record FileStep(String path, byte @Nullable [] content) {

    /** Whether the file goes. */
    public boolean deletes() {
        return this.content == null;
    }
}
