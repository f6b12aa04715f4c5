package io.github.appliedset.adoption;

import io.github.appliedset.adoption.Adoption.Leftover;
import io.github.appliedset.adoption.Adoption.Obstacle;
import io.github.appliedset.adoption.Adoption.RepeatableRow;
import io.github.appliedset.adoption.Adoption.Row;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builder of an adoption from another tool's rows. */
final class AdoptionDraft {

    private final ToolTable table;
    private final VersionSet<Migration> onDisk;
    private final Map<MigrationVersion, Row> rows = new TreeMap<>();
    private final Map<MigrationVersion, Long> ranks = new HashMap<>();
    private final List<RepeatableRow> repeatables = new ArrayList<>();
    private final List<Leftover> leftovers = new ArrayList<>();
    private final List<Obstacle> obstacles = new ArrayList<>();

    AdoptionDraft(ToolTable table, VersionSet<Migration> onDisk) {
        this.table = table;
        this.onDisk = onDisk;
    }

    /**
     * Adopts a migration unless its version is adopted already.
     *
     * @param rank its place in the order in which the tool applied migrations; equal ranks are in the order of versions
     * @param appliedAt by the tool's clock; null if unknown
     */
    void adopt(
            Migration migration,
            String formerVersion,
            long rank,
            @Nullable Instant appliedAt,
            @Nullable Checksum checksum) {
        Row row = new Row(migration, formerVersion, appliedAt, checksum);
        if (this.rows.putIfAbsent(migration.version(), row) == null) {
            this.ranks.put(migration.version(), rank);
        }
    }

    /** Adopts an execution of a repeatable migration. */
    void adopt(RepeatableRow row) {
        this.repeatables.add(row);
    }

    boolean has(Migration migration) {
        return this.rows.containsKey(migration.version());
    }

    void leave(String what, String reason) {
        this.leftovers.add(new Leftover(what, reason));
    }

    void refuse(String what, String remedy) {
        this.obstacles.add(new Obstacle(what, remedy, "legacy-tracker-refused"));
    }

    void refuse(String what, String remedy, String anchor) {
        this.obstacles.add(new Obstacle(what, remedy, anchor));
    }

    /** Refuses a version that was applied and has no file. */
    void refuseWithoutFile(String version, String label, String fileName) {
        refuse(
                "    " + label + " was applied, but no file has version " + version,
                "Restore the file of version " + version + ", or add an empty one in its place: " + fileName + ".");
    }

    /** Mentions the files that the other tool skipped: they run now. */
    void mentionLate(Predicate<Migration> isSkipped) {
        this.onDisk.stream()
                .filter(migration -> !has(migration) && isSkipped.test(migration))
                .forEach(migration -> leave(
                        migration.label(),
                        "is pending: " + this.table.tool().title() + " applied later migrations but not this one"));
    }

    Adoption done() {
        orderTimes();
        return new Adoption(
                this.table.tool(),
                this.table.sql(),
                List.copyOf(this.rows.values()),
                this.repeatables,
                this.leftovers,
                this.obstacles);
    }

    /** Makes the times follow the ranks: a clock may have been set back, and rows of one transaction have one time. */
    private void orderTimes() {
        List<MigrationVersion> inOrder = this.rows.keySet().stream()
                .sorted(Comparator.comparing((MigrationVersion version) -> this.ranks.get(version))
                        .thenComparing(version -> version))
                .toList();
        MigrationVersion before = null;
        Instant last = inOrder.stream()
                .map(version -> Objects.requireNonNull(this.rows.get(version)).appliedAt())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (last == null) {
            return;
        }
        for (MigrationVersion version : inOrder) {
            Row row = Objects.requireNonNull(this.rows.get(version));
            Instant at = row.appliedAt() == null ? last : row.appliedAt();
            boolean follows =
                    before == null || !at.isBefore(last) && (at.isAfter(last) || before.compareTo(version) < 0);
            last = follows ? at : last.plus(1, ChronoUnit.MICROS);
            before = version;
            this.rows.put(version, new Row(row.migration(), row.formerVersion(), last, row.checksum()));
        }
    }
}
