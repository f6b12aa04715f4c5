package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's history: a row for everything it has done, with the checksums of the files. The last row of a version counts.
 */
final class FlywayTracker implements ToolTracker {

    private static final String COLUMNS = "version, description, type, script, checksum, installed_rank,"
            + " CAST(installed_on AS timestamp with time zone) AS installed_on, success";

    private final FlywayRepeatables repeatables;

    /**
     * Creates a reader.
     *
     * @param onDisk our repeatable migrations
     */
    FlywayTracker(List<RepeatableMigration> onDisk) {
        this.repeatables = new FlywayRepeatables(onDisk);
    }

    @Override
    public String defaultTable() {
        return "flyway_schema_history";
    }

    @Override
    public Adoption read(Connection connection, ToolTable table, VersionSet<Migration> onDisk) throws SQLException {
        List<FlywayEntry> entries = table.rows(connection, COLUMNS, "installed_rank", FlywayTracker::entry);
        AdoptionDraft draft = new AdoptionDraft(table, onDisk);
        FlywayFiles files = new FlywayFiles(onDisk);
        TreeMap<FlywayVersion, FlywayEntry> applied = new TreeMap<>();
        Map<String, FlywayEntry> repeatables = new TreeMap<>();
        FlywayEntry baseline = null;
        for (FlywayEntry entry : entries) {
            FlywayVersion version = entry.parsedVersion();
            if (!entry.success()) {
                draft.refuse(
                        "    " + entry.label() + " failed, and how far it got is unknown",
                        "Finish or roll back " + entry.script()
                                + " by hand, then run flyway repair, which deletes the row.",
                        "legacy-tracker-dirty");
            } else if (entry.isBaseline()) {
                baseline = entry;
            } else if (version != null && entry.isDeleted()) {
                applied.remove(version);
                draft.leave(entry.label(), "is not adopted: flyway repair marked it as deleted");
            } else if (version != null && entry.isUndone()) {
                applied.remove(version);
                draft.leave(entry.label(), "is not adopted: Flyway has undone it");
            } else if (version != null) {
                applied.put(version, entry);
            } else if (entry.version() != null) {
                draft.refuse(
                        "    " + entry.label() + " has a version that Flyway cannot read either",
                        "Find out who wrote the row, or correct applied-set.legacy.table.");
            } else if (entry.isDeleted()) {
                repeatables.remove(entry.script());
                draft.leave(entry.label(), "is not adopted: flyway repair marked it as deleted");
            } else if (!entry.isSchema()) {
                repeatables.put(entry.script(), entry);
            }
        }
        applied.forEach((version, entry) -> files.decide(version, entry, draft));
        this.repeatables.decide(repeatables.values(), draft);
        if (baseline != null) {
            files.adoptUpTo(baseline, draft);
        }
        if (!applied.isEmpty()) {
            FlywayVersion highest = applied.lastKey();
            draft.mentionLate(migration -> {
                FlywayVersion version = files.versionOf(migration);
                return version.compareTo(highest) < 0 && !applied.containsKey(version);
            });
        }
        return draft.done();
    }

    private static FlywayEntry entry(ResultSet row) throws SQLException {
        int checksum = row.getInt("checksum");
        @Nullable Integer orNull = row.wasNull() ? null : checksum;
        return new FlywayEntry(
                row.getString("version"),
                row.getString("description"),
                row.getString("type"),
                row.getString("script"),
                orNull,
                row.getLong("installed_rank"),
                ToolTable.time(row, "installed_on"),
                row.getBoolean("success"));
    }
}
