package io.github.appliedset.adoption;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.tracker.MigrationTracker;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a new tracker is, or would be, filled with, without running it.
 *
 * @param tool whose table it comes from; {@link LegacyTool#NONE} if it is a baseline
 * @param table that table, qualified and quoted for use in SQL; null if there is none
 * @param rows what is recorded, in ascending order of version
 * @param leftovers what the other tool knows and is not taken over, what it did not run, and what is unfinished in the files of
 *     the rows; to be read by somebody
 * @param obstacles why nothing may be taken over; empty if it may
 */
public record Adoption(
        LegacyTool tool, @Nullable String table, List<Row> rows, List<Leftover> leftovers, List<Obstacle> obstacles) {

    /** There is nothing to be taken over. */
    public static final Adoption NOTHING = new Adoption(LegacyTool.NONE, null, List.of(), List.of(), List.of());

    public Adoption {
        rows = List.copyOf(rows);
        leftovers = List.copyOf(leftovers);
        obstacles = List.copyOf(obstacles);
    }

    /**
     * A migration that is recorded as applied.
     *
     * @param migration which one
     * @param legacyVersion its version as the other tool writes it
     * @param appliedAt when the other tool applied it; null if it does not know, and then the time of the adoption is recorded
     * @param checksum that of the file, if the other tool's checksum proves that this file is what ran; null otherwise
     */
    public record Row(
            Migration migration,
            String legacyVersion,
            @Nullable Instant appliedAt,
            @Nullable Checksum checksum) {

        MigrationTracker.Entry entry() {
            return new MigrationTracker.Entry(this.migration, this.appliedAt, this.checksum);
        }
    }

    /**
     * Something that is not taken over.
     *
     * @param what what it is
     * @param reason what that means
     */
    public record Leftover(String what, String reason) {

        @Override
        public String toString() {
            return this.what + ": " + this.reason;
        }
    }

    /**
     * Something that must be settled first.
     *
     * @param what what is wrong
     * @param remedy the command or edit that settles it
     * @param anchor where {@code docs/reference/errors.md} explains it
     */
    public record Obstacle(String what, String remedy, String anchor) {}

    /** The migrations of the rows. */
    public List<Migration> migrations() {
        return this.rows.stream().map(Row::migration).toList();
    }

    /** The same, and what an import has left to be done in the files of the rows; without them it would come up much later. */
    Adoption mentioningUnfinishedFiles() {
        Stream<Leftover> unfinished = migrations().stream()
                .flatMap(migration -> Stream.of(migration.up(), migration.down()))
                .filter(file -> file != null && UntranslatedMark.isOn(file))
                .map(file -> new Leftover(
                        "what " + file.path() + " says is untranslated",
                        "the migration is recorded as applied, but the file does not run anywhere else before that is"
                                + " done and its line removed"));
        return new Adoption(
                this.tool,
                this.table,
                this.rows,
                Stream.concat(this.leftovers.stream(), unfinished).toList(),
                this.obstacles);
    }

    /**
     * Refuses an adoption with obstacles.
     *
     * @throws TrackerException with all of them
     */
    public void requireNoObstacle() {
        if (this.obstacles.isEmpty()) {
            return;
        }
        List<String> anchors =
                this.obstacles.stream().map(Obstacle::anchor).distinct().toList();
        throw new TrackerException(
                "What " + this.tool.title() + " has applied cannot be taken over from " + this.table
                        + " yet. Nothing was applied.\n\n"
                        + this.obstacles.stream().map(Obstacle::what).collect(Collectors.joining("\n")),
                this.obstacles.stream().map(Obstacle::remedy).distinct().collect(Collectors.joining("\n")),
                anchors.size() == 1 ? anchors.get(0) : "legacy-tracker-refused",
                null);
    }
}
