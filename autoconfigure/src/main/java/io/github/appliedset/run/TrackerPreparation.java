package io.github.appliedset.run;

import io.github.appliedset.adoption.Adopter;
import io.github.appliedset.adoption.Adoption;
import io.github.appliedset.adoption.AdoptionSettings;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.DeveloperMark;
import io.github.appliedset.tracker.KeptRollbacks;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.RepeatableTable;
import io.github.appliedset.tracker.SeenTracker;
import io.github.appliedset.tracker.TrackerAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ensures that there is a tracker: checks it, or creates it and adopts, in one transaction. */
public final class TrackerPreparation implements Preparation {

    private static final Log log = Log.of(TrackerPreparation.class);
    private static final String[] CREATED_BY_ANOTHER = {
        SqlState.UNIQUE_VIOLATION, SqlState.DUPLICATE_SCHEMA, SqlState.DUPLICATE_TABLE
    };
    private static final int ATTEMPTS = 3;

    private final MigrationTracker tracker;
    private final Adopter adopter;
    private final VersionSet<Migration> onDisk;
    private final boolean repeatables;
    private Adoption adoption = Adoption.NOTHING;
    private boolean proven;
    private boolean isNew;
    private @Nullable SeenTracker seen;
    private @Nullable TrackerAnswer read;

    /**
     * Prepares for a run.
     *
     * @param repeatables the repeatable migrations on disk; if there are any, they need a table of their own
     */
    public TrackerPreparation(
            MigrationTracker tracker,
            AdoptionSettings legacy,
            VersionSet<Migration> onDisk,
            List<RepeatableMigration> repeatables) {
        this.tracker = tracker;
        this.adopter = new Adopter(legacy, tracker, repeatables);
        this.onDisk = onDisk;
        this.repeatables = !repeatables.isEmpty();
    }

    /** The same, given how the tracker was read; null if it was not. */
    public TrackerPreparation unlessSeen(@Nullable SeenTracker seen) {
        this.seen = seen;
        return this;
    }

    /**
     * The same, but the rows were already read without the lock: under it, they are read again only if their digest has
     * changed.
     *
     * @param rows those that were read, with their digest; null if none were
     */
    public TrackerPreparation unlessChanged(@Nullable TrackerAnswer rows) {
        this.read = rows;
        return this;
    }

    @Override
    public @Nullable SeenTracker seen() {
        return this.seen;
    }

    /** The migrations that were marked as applied without running them. */
    public Adoption adoption() {
        return this.adoption;
    }

    @Override
    public boolean isOfANewDatabase() {
        return this.isNew;
    }

    @Override
    public @Nullable VersionSet<AppliedMigration> run(Connection connection, Lock lock) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            lock.acquire();
            try {
                return prepareAndCommit(connection, lock);
            } catch (SQLException failure) {
                // A process that creates another tracker in the same new schema holds a different lock.
                if (!DatabaseErrors.is(failure, CREATED_BY_ANOTHER) || attempt == ATTEMPTS) {
                    throw failure;
                }
                connection.rollback();
            }
        }
    }

    private @Nullable VersionSet<AppliedMigration> prepareAndCommit(Connection connection, Lock lock)
            throws SQLException {
        Prepared prepared = prepare(connection, lock);
        boolean development = this.tracker.keepsRollbacks() && prepareDevelopment(connection, prepared);
        if (!prepared.created()
                && !prepared.repeatables()
                && !development
                && prepared.adoption().equals(Adoption.NOTHING)) {
            return prepared.rows();
        }
        connection.commit();
        this.adoption = prepared.adoption();
        this.isNew |= prepared.created() && this.adoption.equals(Adoption.NOTHING);
        if (prepared.created()) {
            log.info("Created table {}", this.tracker.table());
        }
        if (prepared.repeatables()) {
            log.info("Created table {}", new RepeatableTable(this.tracker.table()).sql());
        }
        log(this.adoption);
        return null;
    }

    /**
     * Creates the tables of a development database, and marks it if it is new; returns whether anything was changed. A
     * database that another tool has migrated may not be the developer's.
     */
    private boolean prepareDevelopment(Connection connection, Prepared prepared) throws SQLException {
        boolean changed = new KeptRollbacks(this.tracker.table()).prepare(connection);
        DeveloperMark mark = new DeveloperMark(this.tracker.table());
        if (mark.isSet(connection)) {
            return changed;
        }
        if (!prepared.adoption().equals(Adoption.NOTHING)) {
            throw new DevelopmentException(
                    "applied-set.development is true, but another tool has migrated this database, or a baseline says so:"
                            + " nothing says that it is a developer's own. Nothing was changed.",
                    "If the database is your own, adopt first, then mark it on a terminal:\n"
                            + "    --applied-set.command=adopt\n"
                            + "    --applied-set.command=align --applied-set.development=true",
                    "development-not-marked",
                    null);
        }
        if (!prepared.created()) {
            throw DevelopmentGuard.notMarked(connection, mark.sql());
        }
        mark.set(connection);
        return true;
    }

    private record Prepared(
            boolean created, boolean repeatables, VersionSet<AppliedMigration> rows, Adoption adoption) {}

    /** Does it in the current transaction, which holds the lock, on a server that has been checked; leaves it open. */
    void tryOut(Connection connection) throws SQLException {
        this.proven = true;
        prepare(connection, () -> {});
    }

    private Prepared prepare(Connection connection, Lock lock) throws SQLException {
        boolean exists = this.tracker.check(connection, this.onDisk);
        if (!exists && !this.proven) {
            new EngineCheck(this.tracker.table()).prove(connection);
            this.proven = true;
            lock.acquire();
            exists = this.tracker.check(connection, this.onDisk);
        }
        if (!exists) {
            this.tracker.create(connection);
        }
        boolean repeatables = this.repeatables && new RepeatableTable(this.tracker.table()).prepare(connection);
        VersionSet<AppliedMigration> rows = rows(connection);
        return new Prepared(
                !exists,
                repeatables,
                rows,
                rows.isEmpty() ? this.adopter.run(connection, this.onDisk) : Adoption.NOTHING);
    }

    private VersionSet<AppliedMigration> rows(Connection connection) throws SQLException {
        String digest = this.read == null ? null : this.read.digest();
        VersionSet<AppliedMigration> rows = this.read == null ? null : this.read.rows();
        return digest != null
                        && rows != null
                        && this.tracker.readUnless(connection, digest, null).rows() == null
                ? rows
                : this.tracker.read(connection).orElseThrow();
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
        if (!adoption.repeatables().isEmpty()) {
            log.info(
                    "Recorded {} that another tool ran",
                    Count.of(adoption.repeatables().size(), "repeatable migration"));
        }
        adoption.leftovers().forEach(leftover -> log.warn("{}", leftover));
    }
}
