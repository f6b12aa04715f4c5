package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Refuses migrators that would write to the same table. */
final class SharedTrackers {

    /**
     * A table.
     *
     * @param database its address, which two DataSources may have in common, or a DataSource that does not tell it
     */
    private record Tracker(Object database, String schema, String table) {

        static Tracker of(Migrator migrator) {
            return new Tracker(
                    Objects.requireNonNullElse(
                            SeparateConnections.addressOf(migrator.dataSource()), migrator.dataSource()),
                    migrator.schema(),
                    migrator.table());
        }

        String sharedBy(List<String> names) {
            return String.join(" and ", names) + " share the tracker table " + this.schema + "." + this.table
                    + " in the same database";
        }
    }

    private SharedTrackers() {}

    static void refuse(Map<String, Migrator> migrators) {
        // An address is not asked for in vain at each start.
        if (migrators.size() < 2) {
            return;
        }
        Map<Tracker, List<String>> users = new LinkedHashMap<>();
        migrators.forEach((name, migrator) -> users.computeIfAbsent(Tracker.of(migrator), tracker -> new ArrayList<>())
                .add(name));
        List<String> shared = users.entrySet().stream()
                .filter(tracker -> tracker.getValue().size() > 1)
                .map(tracker -> tracker.getKey().sharedBy(tracker.getValue()))
                .toList();
        if (!shared.isEmpty()) {
            throw AppliedSetConfigurationException.sharedTrackers(shared);
        }
    }
}
