package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * golang-migrate's tracker: a table with one row, {@code (version, dirty)}, meaning that every version up to that one is applied.
 */
final class GolangMigrateTracker implements ToolTracker {

    private record Counter(long version, boolean dirty) {}

    @Override
    public String defaultTable() {
        return "schema_migrations";
    }

    @Override
    public Adoption read(Connection connection, ToolTable table, VersionSet<Migration> onDisk) throws SQLException {
        List<Counter> rows = table.rows(
                connection,
                "version, dirty",
                "version",
                row -> new Counter(row.getLong("version"), row.getBoolean("dirty")));
        if (rows.size() > 1) {
            throw table.unexpected("it has more than one row");
        }
        AdoptionDraft draft = new AdoptionDraft(table, onDisk);
        for (Counter counter : rows) {
            if (counter.dirty()) {
                draft.refuse(
                        "    The counter is dirty at version " + counter.version()
                                + ": that migration failed halfway, and how far it got is unknown",
                        "Finish migration " + counter.version()
                                + " by hand, or roll it back. Then set the counter to the last version that is"
                                + " fully applied:\n    UPDATE "
                                + table.sql() + " SET version = "
                                + counter.version() + ", dirty = false;",
                        "legacy-tracker-dirty");
            }
            mentionIfAboveEveryFile(counter, onDisk, draft);
            onDisk.stream()
                    .filter(migration -> migration.version().value() <= counter.version())
                    .forEach(migration ->
                            draft.adopt(migration, migration.version().toString(), 0, null, null));
        }
        return draft.done();
    }

    /** A version above all files may have been deleted, or belong to a newer release, whose files would be pending here. */
    private static void mentionIfAboveEveryFile(Counter counter, VersionSet<Migration> onDisk, AdoptionDraft draft) {
        long highest = onDisk.stream()
                .mapToLong(migration -> migration.version().value())
                .max()
                .orElse(-1);
        if (counter.version() > highest) {
            draft.leave(
                    "version " + counter.version(),
                    "is where the counter stands, but "
                            + (highest < 0 ? "there is no file" : "the highest version of a file is " + highest)
                            + ": if a newer release has files up to it, adopt with that release, or they run again");
        }
    }
}
