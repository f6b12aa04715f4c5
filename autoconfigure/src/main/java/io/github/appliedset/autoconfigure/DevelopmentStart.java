package io.github.appliedset.autoconfigure;

import io.github.appliedset.align.Alignment;
import io.github.appliedset.align.AlignmentReport;
import io.github.appliedset.align.AlignmentText;
import io.github.appliedset.align.Left;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes developers' own databases match the files when the application starts, as far as no row is lost by it. */
final class DevelopmentStart {

    private static final Log log = Log.of(DevelopmentStart.class);

    private final Map<Migrator, AlignmentReport> aligned = new IdentityHashMap<>();

    /** Gives rows their numbers, and rolls back what has to go. */
    void align(Migrator migrator) {
        AlignmentReport report = Alignment.of(migrator).start();
        AlignmentText.changes(report).forEach(change -> log.info("Aligned {}: {}", name(migrator), change));
        if (report.notCompared() != null) {
            log.info(
                    "Aligned {}; not all of its schema was compared with that of the files: {}",
                    name(migrator),
                    report.notCompared());
        }
        for (Left left : report.left()) {
            log.warn(
                    "{}\nTo roll it back all the same: {}\n{}",
                    Lines.of(AlignmentText.left(left)),
                    AlignmentText.COMMAND,
                    Lines.of(new ErrorReference("not-aligned")));
        }
        this.aligned.put(migrator, report);
    }

    /**
     * Applies what is pending.
     *
     * @return empty if that failed because of what could not be rolled back, which was logged
     */
    Optional<MigrationReport> migrate(Migrator migrator) {
        AlignmentReport report = Objects.requireNonNull(this.aligned.get(migrator));
        try {
            return Optional.of(migrator.migrateDespite(report.versionsLeft()));
        } catch (MigrationFailedException failure) {
            if (report.left().isEmpty()) {
                throw failure;
            }
            log.warn(
                    "Not everything is applied, probably because of what could not be rolled back: {}",
                    Lines.of(failure.description()));
            return Optional.empty();
        }
    }

    private static String name(Migrator migrator) {
        return migrator.schema() + "." + migrator.table();
    }
}
