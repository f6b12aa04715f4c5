package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Refuses migrators that would write to the same table. */
final class SharedTrackers {

    private record Tracker(DataSource dataSource, String schema, String table) {}

    private SharedTrackers() {}

    static void refuse(Map<String, Migrator> migrators) {
        Map<Tracker, List<String>> users = new LinkedHashMap<>();
        migrators.forEach((name, migrator) -> {
            List<String> sharing = users.computeIfAbsent(
                    new Tracker(migrator.dataSource(), migrator.schema(), migrator.table()),
                    tracker -> new ArrayList<>());
            sharing.add(name);
            if (sharing.size() > 1) {
                throw AppliedSetConfigurationException.sharedTracker(migrator, sharing);
            }
        });
    }
}
