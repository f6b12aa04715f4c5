package io.github.appliedset.execution;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.Backfills;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a backfill follows its content when the file is renumbered: beginning again would change rows twice.
 * Only an equal checksum proves that it is the same one.
 */
public final class RenumberedProgress {

    private static final Log log = Log.of(RenumberedProgress.class);

    private RenumberedProgress() {}

    /**
     * Which progress now belongs to another number.
     *
     * @param all that of every backfill that has begun
     * @param onDisk every version on disk; the files are read only if the progress is not that of its own number
     * @param recorded the versions that are applied: one of them needs no progress
     * @return by the number under which it is recorded
     */
    public static Map<MigrationVersion, Migration> moves(
            List<Progress> all, VersionSet<Migration> onDisk, VersionSet<?> recorded) {
        Map<MigrationVersion, Migration> moves = new TreeMap<>();
        for (Progress progress : all) {
            if (!isAtItsNumber(progress, onDisk)) {
                onDisk.minus(recorded).stream()
                        .filter(file -> progress.checksum().equals(checksum(file)))
                        .filter(file -> !moves.containsValue(file))
                        .filter(file -> isFree(file, all, onDisk))
                        .findFirst()
                        .ifPresent(file -> moves.put(progress.version(), file));
            }
        }
        return moves;
    }

    /** The progress of a migration on disk while it is under another number. */
    static Optional<Progress> elsewhere(
            Connection jdbc,
            Backfills backfills,
            VersionSet<Migration> onDisk,
            MigrationTracker tracker,
            Migration migration)
            throws SQLException {
        List<Progress> all = backfills.from(jdbc, MigrationVersion.of(0));
        Map<MigrationVersion, Migration> moves =
                all.isEmpty() ? Map.of() : moves(all, onDisk, tracker.read(jdbc).orElse(VersionSet.empty()));
        return all.stream()
                .filter(progress -> migration.equals(moves.get(progress.version())))
                .findFirst();
    }

    private static boolean isAtItsNumber(Progress progress, VersionSet<Migration> onDisk) {
        return onDisk.find(progress.version())
                .filter(own -> progress.isOf(own, checksum(own)))
                .isPresent();
    }

    /** Whether its number has no progress of its own. */
    private static boolean isFree(Migration file, List<Progress> all, VersionSet<Migration> onDisk) {
        return all.stream()
                .filter(progress -> progress.version().equals(file.version()))
                .noneMatch(progress -> isAtItsNumber(progress, onDisk));
    }

    private static @Nullable Checksum checksum(Migration file) {
        return file.up().checksum();
    }

    /**
     * Moves it, in a transaction that holds the migration lock. Waits for the running batch.
     *
     * @return whether anything was moved; if so, the caller must commit the transaction
     */
    static boolean settle(Connection jdbc, Backfills backfills, VersionSet<Migration> onDisk, MigrationTracker tracker)
            throws SQLException {
        List<Progress> all = backfills.from(jdbc, MigrationVersion.of(0));
        if (all.isEmpty()) {
            return false;
        }
        Map<MigrationVersion, Migration> moves =
                moves(all, onDisk, tracker.read(jdbc).orElse(VersionSet.empty()));
        if (moves.isEmpty()) {
            return false;
        }
        List<MigrationVersion> numbers = new ArrayList<>(moves.keySet());
        moves.values().forEach(file -> numbers.add(file.version()));
        try (Statement statement = jdbc.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = 0");
            for (MigrationVersion number : numbers.stream().distinct().sorted().toList()) {
                statement.execute(backfills.lock(number));
            }
        }
        backfills.renumber(jdbc, moves);
        for (Progress progress : all) {
            Optional.ofNullable(moves.get(progress.version()))
                    .ifPresent(file -> log.info(
                            "{} continues after the {} batches of {}_{}, which has the same content",
                            file,
                            progress.batches(),
                            progress.version(),
                            progress.name()));
        }
        return true;
    }
}
