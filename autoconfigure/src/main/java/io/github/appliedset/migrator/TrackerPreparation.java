package io.github.appliedset.migrator;

import io.github.appliedset.adoption.Adopter;
import io.github.appliedset.adoption.Adoption;
import io.github.appliedset.adoption.AdoptionSettings;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Count;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that there is a tracker: checks it, or creates it and adopts, in one transaction. */
final class TrackerPreparation {

    private static final Logger log = LoggerFactory.getLogger(TrackerPreparation.class);
    private static final String[] CREATED_BY_ANOTHER = {"23505", "42P06", "42P07"};
    private static final int ATTEMPTS = 3;

    private final MigrationTracker tracker;
    private final Adopter adopter;

    TrackerPreparation(MigrationTracker tracker, AdoptionSettings legacy) {
        this.tracker = tracker;
        this.adopter = new Adopter(legacy, tracker);
    }

    /** Begins the transaction and takes the lock in it. */
    interface Lock {

        void acquire() throws SQLException;
    }

    /** Leaves the transaction open, with the lock, if there was nothing to do. */
    Prepared run(Connection connection, Lock lock, VersionSet<Migration> onDisk) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            lock.acquire();
            try {
                return run(connection, onDisk);
            } catch (SQLException failure) {
                // Whoever creates another tracker in the same new schema holds another lock.
                if (!DatabaseErrors.is(failure, CREATED_BY_ANOTHER) || attempt == ATTEMPTS) {
                    throw failure;
                }
                connection.rollback();
            }
        }
    }

    /**
     * What was done.
     *
     * @param created whether the tracker was created
     * @param rows what the tracker held before the adoption
     * @param adoption what was adopted
     */
    record Prepared(boolean created, VersionSet<AppliedMigration> rows, Adoption adoption) {

        boolean changedNothing() {
            return !this.created && this.adoption.equals(Adoption.NOTHING);
        }
    }

    /** Does it in the transaction it finds, which holds the lock, and leaves that open. */
    Prepared prepare(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        boolean created = this.tracker.prepare(connection, onDisk);
        VersionSet<AppliedMigration> rows = this.tracker.read(connection).orElseThrow();
        return new Prepared(created, rows, rows.isEmpty() ? this.adopter.run(connection, onDisk) : Adoption.NOTHING);
    }

    private Prepared run(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        Prepared prepared = prepare(connection, onDisk);
        if (prepared.changedNothing()) {
            return prepared;
        }
        connection.commit();
        if (prepared.created()) {
            log.info("Created table {}", this.tracker.table());
        }
        log(prepared.adoption());
        return prepared;
    }

    private void log(Adoption adoption) {
        List<Migration> adopted = adoption.migrations();
        if (!adopted.isEmpty()) {
            boolean one = adopted.size() == 1;
            log.info(
                    "Marked {} as applied without running {} ({}): {}",
                    Count.of(adopted.size(), "migration"),
                    one ? "it" : "them",
                    this.adopter.source(adoption),
                    one ? adopted.get(0) : adopted.get(0) + " to " + adopted.get(adopted.size() - 1));
        }
        adoption.leftovers().forEach(leftover -> log.warn("{}", leftover));
    }
}
