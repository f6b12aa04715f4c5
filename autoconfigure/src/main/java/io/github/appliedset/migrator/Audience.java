package io.github.appliedset.migrator;

import io.github.appliedset.session.RunProgress;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Who follows the runs of a migrator; the progress of a long migration is asked for with another connection. */
record Audience(Target target, List<MigrationListener> listeners, DataSource dataSource, Duration progressEvery) {

    MigrationListeners ofRun() {
        return new MigrationListeners(this.target, this.listeners, progress());
    }

    /** It changes nothing, so only its progress is logged. */
    MigrationListeners ofDryRun() {
        return new MigrationListeners(this.target, List.of(), progress());
    }

    private RunProgress progress() {
        return new RunProgress(this.dataSource, this.progressEvery);
    }
}
