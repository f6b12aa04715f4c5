package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.VersionSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a tracker, or that they are known.
 *
 * @param digest stands for all rows; null if there are none, or they are not as they should be
 * @param rows every row; null if they were left out because they are known, or there is no answer
 * @param files the fingerprints of the files with which these rows were compared, if that is why they are known
 */
@Internal
public record TrackerAnswer(
        @Nullable String digest, @Nullable VersionSet<AppliedMigration> rows, Set<String> files) {

    /** No answer. */
    public static final TrackerAnswer UNKNOWN = new TrackerAnswer(null, null, Set.of());

    /** Of a table that does not exist. */
    static final TrackerAnswer MISSING = new TrackerAnswer(null, VersionSet.empty(), Set.of());

    public TrackerAnswer {
        files = Set.copyOf(files);
    }

    /** How many rows there are. */
    public int count() {
        if (this.rows != null) {
            return this.rows.size();
        }
        return this.digest == null ? 0 : RowsDigest.count(this.digest);
    }
}
