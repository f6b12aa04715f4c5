package io.github.appliedset.actuate;

import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Durations of the migrations that this process applied, the last ones of each migrator. The tracker table does not record
 * durations. All tenants have one migrator, and there is no end to them.
 */
public final class MigrationDurations implements MigrationListener {

    static final int KEPT = 10_000;

    private record Key(Target target, MigrationVersion version) {}

    private static final class Last extends LinkedHashMap<Key, Duration> {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Duration> eldest) {
            return size() > KEPT;
        }
    }

    /** By the name of the migrator. */
    private final Map<@Nullable String, Last> durations = new HashMap<>();

    @Override
    public void afterMigration(Target target, Executed executed) {
        synchronized (this.durations) {
            this.durations
                    .computeIfAbsent(target.name(), first -> new Last())
                    .put(new Key(target, executed.migration().version()), executed.duration());
        }
    }

    @Nullable
    Duration of(Migrator migrator, MigrationVersion version) {
        synchronized (this.durations) {
            Last last = this.durations.get(migrator.target().name());
            return last == null ? null : last.get(new Key(migrator.target(), version));
        }
    }
}
