package io.github.appliedset.migrator;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.run.SameSet;
import io.github.appliedset.text.Log;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** That files and rows are one set, as the last run has found or left them: looked at once more, and written down. */
final class ComparedSet {

    private static final Log log = Log.of(ComparedSet.class);

    private final Sessions sessions;
    private volatile @Nullable SameSet same;

    ComparedSet(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Null if they are not one set. */
    void remember(@Nullable SameSet same) {
        this.same = same;
    }

    /** Both sets in numbers, if they are still as after this run; empty if the rows must be read. */
    Optional<AppliedCounts> after(MigrationReport report) {
        SameSet before = this.same;
        if (before == null || before.onDisk() != report.onDisk()) {
            return Optional.empty();
        }
        return this.sessions.reading(run -> {
            try {
                this.same = before.lookedAt(run.tracker(), run.session().jdbc());
                return Optional.ofNullable(this.same)
                        .map(any -> new AppliedCounts(report.onDisk().size(), List.of(), 0));
            } catch (SQLException failure) {
                log.debug("The rows are read", failure);
                return Optional.<AppliedCounts>empty();
            }
        });
    }

    boolean isNews() {
        SameSet same = this.same;
        return same != null && same.isNews();
    }

    /** Never fails: without what is written, the next start reads the files. */
    void note() {
        SameSet same = this.same;
        if (same == null || !same.isNews()) {
            return;
        }
        try {
            this.same = this.sessions.reading(
                    run -> same.note(run.tracker(), run.session().jdbc()));
        } catch (RuntimeException failure) {
            this.same = same.asNoted();
            log.debug("What was compared could not be written down", failure);
        }
    }
}
