package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.MigrationReport.Executed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners of one run, and keeps their contract: each {@code before} has one counterpart. */
final class MigrationListeners {

    private static final Logger log = LoggerFactory.getLogger(MigrationListeners.class);

    private final Migrator migrator;
    private final List<MigrationListener> inOrder;
    private final List<MigrationListener> inReverse;
    private List<MigrationListener> toldOfRun = List.of();
    private List<MigrationListener> toldOfMigration = List.of();
    private @Nullable Migration current;

    MigrationListeners(Migrator migrator, List<MigrationListener> listeners) {
        this.migrator = migrator;
        this.inOrder = listeners;
        List<MigrationListener> reversed = new ArrayList<>(listeners);
        Collections.reverse(reversed);
        this.inReverse = reversed;
    }

    void beforeRun() {
        this.toldOfRun = new ArrayList<>();
        before(this.toldOfRun, listener -> listener.beforeRun(this.migrator));
    }

    void afterRun(MigrationReport report) {
        leaveToAnother();
        after(this.toldOfRun, listener -> listener.afterRun(this.migrator, report));
    }

    void runFailed(RuntimeException failure) {
        Migration migration = this.current;
        if (migration != null) {
            this.current = null;
            after(this.toldOfMigration, listener -> listener.migrationFailed(this.migrator, migration, failure));
        }
        after(this.toldOfRun, listener -> listener.runFailed(this.migrator, failure));
    }

    /** Each attempt is announced here, and only the first is passed on. */
    void beforeMigration(Migration migration) {
        if (migration.equals(this.current)) {
            return;
        }
        leaveToAnother();
        this.current = migration;
        this.toldOfMigration = new ArrayList<>();
        before(this.toldOfMigration, listener -> listener.beforeMigration(this.migrator, migration));
    }

    void afterMigration(Executed executed) {
        this.current = null;
        after(this.toldOfMigration, listener -> listener.afterMigration(this.migrator, executed));
    }

    /** What was announced and not ended is in the hands of somebody else. */
    void leaveToAnother() {
        Migration migration = this.current;
        if (migration != null) {
            this.current = null;
            after(this.toldOfMigration, listener -> listener.appliedElsewhere(this.migrator, migration));
        }
    }

    private void before(List<MigrationListener> told, Consumer<MigrationListener> call) {
        for (MigrationListener listener : this.inOrder) {
            call.accept(listener);
            told.add(listener);
        }
    }

    private void after(List<MigrationListener> told, Consumer<MigrationListener> call) {
        for (MigrationListener listener : this.inReverse) {
            if (told.contains(listener)) {
                try {
                    call.accept(listener);
                } catch (RuntimeException failure) {
                    log.warn("{} failed; the migrations are not affected", listener, failure);
                }
            }
        }
    }
}
