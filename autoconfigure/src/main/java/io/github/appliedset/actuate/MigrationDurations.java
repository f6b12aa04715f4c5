package io.github.appliedset.actuate;

import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Durations of the migrations that this process applied. The tracker table does not record durations. */
public final class MigrationDurations implements MigrationListener {

    private record Key(Target target, MigrationVersion version) {}

    private final Map<Key, Duration> durations = new ConcurrentHashMap<>();

    @Override
    public void afterMigration(Target target, Executed executed) {
        this.durations.put(new Key(target, executed.migration().version()), executed.duration());
    }

    @Nullable
    Duration of(Migrator migrator, MigrationVersion version) {
        return this.durations.get(new Key(migrator.target(), version));
    }
}
