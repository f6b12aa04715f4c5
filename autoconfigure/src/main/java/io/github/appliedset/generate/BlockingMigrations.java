package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.scratch.ScratchDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What migrations do to those who use the tables meanwhile, seen while their statements run in a scratch database. What
 * PostgreSQL runs only outside a transaction blocks nobody; migrations in Java are not watched.
 */
@Internal
public final class BlockingMigrations {

    private static final Set<Hazard> BLOCKS = Set.of(Hazard.BLOCKS_READS, Hazard.BLOCKS_WRITES);

    private BlockingMigrations() {}

    /**
     * The migrations on disk that keep others from a table for as long as it takes to read or to write all of it.
     *
     * @return what each does to which tables, in the order in which they run
     * @throws MigrationException if one of them fails
     */
    public static Map<Migration, String> of(Migrator migrator) {
        Map<Migration, String> blocking = new LinkedHashMap<>();
        try (Replay replay = Replay.of(migrator)) {
            for (Migration migration : Replay.inOrder(migrator.onDisk().toList())) {
                if (!migration.up().isCode()) {
                    watch(replay, migration.up()).ifPresent(what -> blocking.put(migration, what));
                }
                replay.run(List.of(migration));
            }
        } catch (SQLException failure) {
            throw new DatabaseAccessException(
                    "The migrations could not be watched.\n\nMessage: "
                            + Optional.ofNullable(failure.getMessage()).orElse(failure.toString()),
                    "Fix the cause and try again.",
                    "migration-failed",
                    failure);
        }
        return blocking;
    }

    private static Optional<String> watch(Replay replay, MigrationFile file) throws SQLException {
        Map<String, Set<Hazard>> blocked = new TreeMap<>();
        try (ScratchDatabase copy = replay.copy();
                Connection connection = copy.dataSource().getConnection()) {
            Set<Long> tables = LockWatch.allTables(connection);
            if (!tables.isEmpty()) {
                blocked.putAll(new WatchedFile(connection, tables).hazards(file));
            }
        }
        blocked.values().forEach(hazards -> hazards.retainAll(BLOCKS));
        blocked.values().removeIf(Set::isEmpty);
        return blocked.isEmpty()
                ? Optional.empty()
                : Optional.of(blocked.entrySet().stream()
                        .map(each -> each.getKey() + ": "
                                + each.getValue().stream().map(Hazard::name).collect(Collectors.joining(", ")))
                        .collect(Collectors.joining("; ")));
    }
}
