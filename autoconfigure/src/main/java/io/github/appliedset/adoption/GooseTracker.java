package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * goose's tracker: rows {@code (id, version_id, is_applied, tstamp)}, where the last row of a version counts. The row
 * of version 0 only records that the table was created.
 */
final class GooseTracker implements ToolTracker {

    private record Entry(
            long version,
            boolean applied,
            long id,
            @Nullable Instant at) {}

    @Override
    public String defaultTable() {
        return "goose_db_version";
    }

    @Override
    public Adoption read(Connection connection, ToolTable table, VersionSet<Migration> onDisk) throws SQLException {
        TreeMap<Long, Entry> lastOfVersion = new TreeMap<>();
        for (Entry entry : table.rows(
                connection,
                "version_id, is_applied, id, CAST(tstamp AS timestamp with time zone) AS tstamp",
                "id",
                row -> new Entry(
                        row.getLong("version_id"),
                        row.getBoolean("is_applied"),
                        row.getLong("id"),
                        ToolTable.time(row, "tstamp")))) {
            lastOfVersion.put(entry.version(), entry);
        }
        lastOfVersion.remove(0L);
        AdoptionDraft draft = new AdoptionDraft(table, onDisk);
        lastOfVersion.values().forEach(entry -> decide(entry, draft, onDisk));
        Map.Entry<Long, Entry> highest = lastOfVersion.lastEntry();
        if (highest != null) {
            draft.mentionLate(migration -> migration.version().value() < highest.getKey()
                    && !lastOfVersion.containsKey(migration.version().value()));
        }
        return draft.done();
    }

    private static void decide(Entry entry, AdoptionDraft draft, VersionSet<Migration> onDisk) {
        String version = Long.toString(entry.version());
        if (!entry.applied()) {
            draft.refuse(
                    "    The last row of version " + version
                            + " says is_applied = false: goose releases disagree on whether that means rolled back",
                    "Let goose apply version " + version + " again. If it was rolled back, delete its rows from goose's"
                            + " table, as goose itself does since 3.0.");
            return;
        }
        Optional<Migration> migration =
                entry.version() < 1 ? Optional.empty() : onDisk.find(MigrationVersion.of(entry.version()));
        migration.ifPresentOrElse(
                found -> draft.adopt(found, version, entry.id(), entry.at(), null),
                () -> draft.refuseWithoutFile(version, "Version " + version, version + "_empty.up.sql"));
    }
}
