package io.github.appliedset.adoption;

import io.github.appliedset.adoption.Adoption.Leftover;
import io.github.appliedset.adoption.Adoption.Obstacle;
import io.github.appliedset.adoption.Adoption.Row;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builder of an adoption from another tool's rows. */
final class AdoptionDraft {

    private final ToolTable table;
    private final VersionSet<Migration> onDisk;
    private final Map<MigrationVersion, Row> rows = new TreeMap<>();
    private final List<Leftover> leftovers = new ArrayList<>();
    private final List<Obstacle> obstacles = new ArrayList<>();

    AdoptionDraft(ToolTable table, VersionSet<Migration> onDisk) {
        this.table = table;
        this.onDisk = onDisk;
    }

    void adopt(Migration migration, String formerVersion, @Nullable Instant appliedAt, @Nullable Checksum checksum) {
        this.rows.putIfAbsent(migration.version(), new Row(migration, formerVersion, appliedAt, checksum));
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
        return new Adoption(
                this.table.tool(), this.table.sql(), List.copyOf(this.rows.values()), this.leftovers, this.obstacles);
    }
}
