package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.FileFingerprint;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.tracker.TrackerAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How much of the comparison of files and rows a run can skip, because the database knows its outcome. */
public final class FileComparison {

    private final VersionSet<Migration> onDisk;
    private final @Nullable String files;
    private final @Nullable String digest;
    private final boolean same;
    private final VersionSet<AppliedMigration> compared;
    private final @Nullable TrackerAnswer rows;

    private FileComparison(
            VersionSet<Migration> onDisk,
            @Nullable String files,
            @Nullable String digest,
            boolean same,
            VersionSet<AppliedMigration> compared,
            @Nullable TrackerAnswer rows) {
        this.rows = rows;
        this.onDisk = onDisk;
        this.files = files;
        this.digest = digest;
        this.same = same;
        this.compared = compared;
    }

    /** Nothing is skipped. */
    public static FileComparison full(VersionSet<Migration> onDisk) {
        return new FileComparison(onDisk, null, null, false, VersionSet.empty(), null);
    }

    /**
     * Asks the database. Unless {@link #isSame}, the rows came along, and {@code read} has them.
     *
     * @param onDisk none of whose files has been read
     */
    public static FileComparison of(VersionSet<Migration> onDisk, UnlockedRead read, Connection jdbc)
            throws SQLException {
        List<Migration> files = onDisk.toList();
        FileFingerprint fingerprint = new FileFingerprint(Instant.now());
        TrackerAnswer answer = read.ask(jdbc);
        if (answer == TrackerAnswer.UNKNOWN) {
            return full(onDisk);
        }
        boolean known = false;
        int asked = 0;
        if (answer.rows() == null && answer.count() <= files.size()) {
            asked = answer.count();
            fingerprint.add(files.subList(0, asked));
            String text = fingerprint.text();
            known = text != null && answer.files().contains(text);
            if (known && asked == files.size()) {
                return new FileComparison(onDisk, text, answer.digest(), true, VersionSet.empty(), null);
            }
        }
        fingerprint.add(files.subList(asked, files.size()));
        TrackerAnswer rows = answer.rows() == null ? read.askForRows(jdbc) : answer;
        VersionSet<AppliedMigration> found = rows.rows();
        return new FileComparison(
                onDisk,
                fingerprint.text(),
                rows.digest(),
                false,
                known && found != null && rows.digest() != null && rows.digest().equals(answer.digest())
                        ? found
                        : VersionSet.empty(),
                rows);
    }

    /** Whether files and rows are the same set with the same names and contents. */
    public boolean isSame() {
        return this.same;
    }

    /** Rows that need not be compared with their files. */
    public VersionSet<AppliedMigration> compared() {
        return this.compared;
    }

    /** The rows that came along, with their digest; null if they did not, or a digest cannot identify them. */
    public @Nullable TrackerAnswer rows() {
        return this.rows == null || this.rows.rows() == null || this.rows.digest() == null ? null : this.rows;
    }

    /** The set, if {@link #isSame}. */
    public SameSet set() {
        return new SameSet(this.onDisk, this.files, Map.of(), null, this.digest, true);
    }

    /**
     * The result of the comparison.
     *
     * @param plan as decided from the rows that came along
     * @return null if files and rows are not the same set
     */
    public @Nullable SameSet after(MigrationPlan plan, ConflictCheck conflicts) {
        boolean same = this.digest != null
                && conflicts.hasFoundNothing()
                && plan.pending().isEmpty()
                && plan.orphans().isEmpty();
        return same ? new SameSet(this.onDisk, this.files, Map.of(), null, this.digest, false) : null;
    }

    /**
     * The result after a run.
     *
     * @param plan as it was last decided
     * @param applied by the run
     * @param checksum those of the files that it ran
     * @return null if files and rows are not the same set
     */
    public @Nullable SameSet after(
            MigrationPlan plan,
            ConflictCheck conflicts,
            List<Migration> applied,
            Function<Migration, @Nullable Checksum> checksum) {
        if (!conflicts.hasFoundNothing()) {
            return null;
        }
        Map<MigrationVersion, Migration> byVersion =
                applied.stream().collect(Collectors.toMap(Migration::version, migration -> migration));
        TrackerAnswer before = rows();
        String digest = before == null ? null : before.digest();
        if (before != null
                && digest != null
                && plan.orphans().isEmpty()
                && before.count() + byVersion.size() == this.onDisk.size()) {
            return SameSet.after(this.onDisk, this.files, digest, byVersion, checksum);
        }
        return SameSet.after(this.onDisk, this.files, plan.recorded(), byVersion, checksum);
    }
}
