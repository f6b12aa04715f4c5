package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The set of versions that dbmate and Rails keep: one text column, without times. */
final class DbmateTracker implements ToolTracker {

    @Override
    public String defaultTable() {
        return "schema_migrations";
    }

    @Override
    public Adoption read(Connection connection, ToolTable table, VersionSet<Migration> onDisk) throws SQLException {
        List<String> columns = table.columns(connection);
        if (!columns.equals(List.of("version"))) {
            throw table.unexpected("it has the columns " + String.join(", ", columns) + ", not only version");
        }
        AdoptionDraft draft = new AdoptionDraft(table, onDisk);
        TreeSet<MigrationVersion> applied = new TreeSet<>();
        for (String text : table.rows(connection, "version", "version", row -> row.getString("version"))) {
            try {
                applied.add(MigrationVersion.parse(text));
            } catch (IllegalArgumentException noVersion) {
                draft.refuse(
                        "    Version '" + text + "' was applied: " + noVersion.getMessage(),
                        "Correct applied-set.legacy.table if the table belongs to a different tool. If the row is a"
                                + " mistake, delete it.");
            }
        }
        for (MigrationVersion version : applied) {
            Optional<Migration> migration = onDisk.find(version);
            migration.ifPresentOrElse(
                    found -> draft.adopt(found, version.toString(), 0, null, null),
                    () -> draft.refuseWithoutFile(version.toString(), "Version " + version, version + "_empty.up.sql"));
        }
        if (!applied.isEmpty()) {
            draft.mentionLate(migration -> migration.version().compareTo(applied.last()) < 0);
        }
        return draft.done();
    }
}
