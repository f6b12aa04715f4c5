package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.TrackerAnswer;
import io.github.appliedset.tracker.VerifiedSets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files and rows that are one set with the same names and contents, as seen by a run.
 *
 * @param onDisk the files
 * @param files their fingerprint; null if nothing identifies their contents
 * @param rows what the rows must hold, by version, if the digest is unknown; the times do not count
 * @param others the digest that the rows of all other versions must have, if the digest is unknown; null if there are none
 * @param digest that of the rows; null if unknown
 * @param noted whether it is recorded in the database
 */
public record SameSet(
        VersionSet<Migration> onDisk,
        @Nullable String files,
        Map<MigrationVersion, Content> rows,
        @Nullable String others,
        @Nullable String digest,
        boolean noted) {

    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** The name and the checksum of a row. */
    record Content(String name, @Nullable Checksum checksum) {

        static Content of(AppliedMigration row) {
            return new Content(row.name(), row.checksum());
        }
    }

    /**
     * The state after a run.
     *
     * @param files as above
     * @param before the rows as it last read them, which were compared
     * @param checksum those of the files that it ran
     * @return null if something on disk is not applied
     */
    static @Nullable SameSet after(
            VersionSet<Migration> onDisk,
            @Nullable String files,
            VersionSet<AppliedMigration> before,
            Map<MigrationVersion, Migration> applied,
            Function<Migration, @Nullable Checksum> checksum) {
        Map<MigrationVersion, Content> rows = new HashMap<>();
        before.forEach(row -> rows.put(row.version(), Content.of(row)));
        applied.forEach((version, migration) ->
                rows.putIfAbsent(version, new Content(migration.name(), checksum.apply(migration))));
        boolean complete = onDisk.stream().allMatch(migration -> rows.containsKey(migration.version()));
        return complete && rows.size() == onDisk.size() ? new SameSet(onDisk, files, rows, null, null, false) : null;
    }

    /**
     * The same where all rows but those of what was applied are the rows of a digest.
     *
     * @param others that digest; these rows were compared, and each belongs to a file
     */
    static SameSet after(
            VersionSet<Migration> onDisk,
            @Nullable String files,
            String others,
            Map<MigrationVersion, Migration> applied,
            Function<Migration, @Nullable Checksum> checksum) {
        Map<MigrationVersion, Content> rows = new HashMap<>();
        applied.forEach(
                (version, migration) -> rows.put(version, new Content(migration.name(), checksum.apply(migration))));
        return new SameSet(onDisk, files, rows, others, null, false);
    }

    /** Whether these are the rows. */
    private boolean is(VersionSet<AppliedMigration> found) {
        return found.size() == this.rows.size()
                && found.stream().allMatch(row -> Content.of(row).equals(this.rows.get(row.version())));
    }

    /**
     * Reads the rows once more.
     *
     * @return the set, with the digest of its rows; null if the rows are no longer the same
     */
    public @Nullable SameSet lookedAt(MigrationTracker tracker, Connection jdbc) throws SQLException {
        TrackerAnswer answer = this.digest == null && this.others != null
                ? tracker.readAdded(jdbc, this.others, this.rows.keySet(), PATIENCE)
                : tracker.readUnless(jdbc, this.digest == null ? "" : this.digest, PATIENCE);
        VersionSet<AppliedMigration> found = answer.rows();
        if (found == null) {
            return this.digest == null ? null : this;
        }
        return this.digest == null && answer.digest() != null && is(found)
                ? new SameSet(this.onDisk, this.files, Map.of(), null, answer.digest(), this.noted)
                : null;
    }

    /** Whether it is worth recording, and has not been recorded. */
    public boolean isNews() {
        return this.files != null && !this.noted;
    }

    /**
     * Records it in the database, if it {@link #isNews} and the user may write it.
     *
     * @return the set, which is no longer news
     */
    public SameSet note(MigrationTracker tracker, Connection jdbc) throws SQLException {
        SameSet now = this.digest == null ? lookedAt(tracker, jdbc) : this;
        if (this.files != null && now != null && now.digest != null) {
            new VerifiedSets(tracker.table()).add(jdbc, this.files, now.digest);
        }
        return asNoted();
    }

    /** The same, but nobody tries to record it. */
    public SameSet asNoted() {
        return new SameSet(this.onDisk, this.files, this.rows, this.others, this.digest, true);
    }
}
