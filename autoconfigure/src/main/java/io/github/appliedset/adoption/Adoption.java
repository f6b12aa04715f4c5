package io.github.appliedset.adoption;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.tracker.AdoptedRows;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Migrations that a new tracker marks, or would mark, as applied without running them.
 *
 * @param tool the tool whose table is adopted; {@link LegacyTool#NONE} for a baseline
 * @param table that table, qualified and quoted for use in SQL; null if there is none
 * @param rows the migrations, in ascending order of version
 * @param repeatables executions of repeatable migrations
 * @param leftovers remarks for the operator: rows that are not adopted, files that the tool did not run, unfinished imports
 * @param obstacles reasons to refuse the adoption; empty if there are none
 */
public record Adoption(
        LegacyTool tool,
        @Nullable String table,
        List<Row> rows,
        List<RepeatableRow> repeatables,
        List<Leftover> leftovers,
        List<Obstacle> obstacles) {

    /** Nothing to adopt. */
    public static final Adoption NOTHING =
            new Adoption(LegacyTool.NONE, null, List.of(), List.of(), List.of(), List.of());

    public Adoption {
        rows = List.copyOf(rows);
        repeatables = List.copyOf(repeatables);
        leftovers = List.copyOf(leftovers);
        obstacles = List.copyOf(obstacles);
    }

    /**
     * An adopted migration.
     *
     * @param migration the migration on disk
     * @param formerVersion its version as written by the other tool
     * @param appliedAt when the other tool applied it; null if unknown, the row then gets the time of the adoption
     * @param checksum of the file, if the other tool's checksum proves that this file ran; null otherwise
     */
    public record Row(
            Migration migration,
            String formerVersion,
            @Nullable Instant appliedAt,
            @Nullable Checksum checksum) {

        AdoptedRows.Entry entry() {
            return new AdoptedRows.Entry(this.migration, this.appliedAt, this.checksum);
        }
    }

    /**
     * The last execution of a repeatable migration by the other tool.
     *
     * @param migration the file
     * @param appliedAt when the other tool ran it; null if unknown, the row then gets the time of the adoption
     * @param checksum of the file, if the content that ran is that of the file; null otherwise, so that the file runs
     */
    public record RepeatableRow(
            RepeatableMigration migration,
            @Nullable Instant appliedAt,
            @Nullable Checksum checksum) {}

    /**
     * A remark for the operator. Both parts together form a sentence.
     *
     * @param what its subject
     * @param reason the rest
     */
    public record Leftover(String what, String reason) {

        @Override
        public String toString() {
            return this.what + " " + this.reason;
        }
    }

    /**
     * Something that must be resolved first.
     *
     * @param what the problem
     * @param remedy the command or edit that resolves it
     * @param anchor where {@code docs/reference/errors.md} explains it
     */
    public record Obstacle(String what, String remedy, String anchor) {}

    /** The migrations of the rows. */
    public List<Migration> migrations() {
        return this.rows.stream().map(Row::migration).toList();
    }

    /** The files that count as run. */
    List<MigrationFile> files() {
        return Stream.concat(
                        migrations().stream().map(Migration::up),
                        this.repeatables.stream().map(row -> row.migration().file()))
                .toList();
    }

    /**
     * The same, with a leftover for each file whose import is unfinished: it would fail only later, on a new database.
     */
    Adoption mentioningUnfinishedFiles() {
        Stream<Leftover> unfinished = migrations().stream()
                .flatMap(migration -> Stream.of(migration.up(), migration.down()))
                .filter(file -> file != null && UntranslatedMark.isOn(file))
                .map(file -> new Leftover(
                        file.path(),
                        "is an unfinished import: its migration counts as applied here, but the file does not run anywhere"
                                + " until its lines '" + UntranslatedMark.TEXT + "' are resolved and removed"));
        return new Adoption(
                this.tool,
                this.table,
                this.rows,
                this.repeatables,
                Stream.concat(this.leftovers.stream(), unfinished).toList(),
                this.obstacles);
    }

    /**
     * Refuses an adoption with obstacles.
     *
     * @throws TrackerException with every obstacle
     */
    public void requireNoObstacle() {
        if (this.obstacles.isEmpty()) {
            return;
        }
        List<String> anchors =
                this.obstacles.stream().map(Obstacle::anchor).distinct().toList();
        throw new TrackerException(
                this.tool.title() + "'s table " + this.table + " cannot be adopted yet. Nothing was applied.\n\n"
                        + this.obstacles.stream().map(Obstacle::what).collect(Collectors.joining("\n")),
                this.obstacles.stream().map(Obstacle::remedy).distinct().collect(Collectors.joining("\n")),
                anchors.size() == 1 ? anchors.get(0) : "legacy-tracker-refused",
                null);
    }
}
