package io.github.appliedset.tenant;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.session.KeptSessions;
import io.github.appliedset.tenant.TenantResult.State;
import io.github.appliedset.tracker.SeenTracker;
import io.github.appliedset.tracker.Trackers.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the trackers of tenants with the files, which are searched once. Trackers are read in chunks: each takes two of the
 * server's locks until its transaction ends, and those are shared by all databases.
 */
final class TenantReading implements Tenancy.Round {

    private static final int CHUNK = 100;
    private static final String STATEMENT_FAILED = "database-error";
    private static final Rows NONE = new Rows(VersionSet.empty(), null);

    private final Migrator files;
    private final boolean repeatables;
    private final Map<String, Boolean> existing = new ConcurrentHashMap<>();
    /** By the digest of their rows. */
    private final Map<String, Decided> decided = new HashMap<>();

    /** Of those that are behind, before it is known whether they are as usual. */
    private final Map<String, SeenTracker> behind = new HashMap<>();

    /** Of those that are behind and as usual. */
    private final Map<String, SeenTracker> seen = new ConcurrentHashMap<>();

    private final boolean keepsSessions;
    private volatile @Nullable KeptSessions sessions;

    /**
     * What the same rows mean in each tenant.
     *
     * @param rows those of the first
     * @param pending how many are; empty if the files and these rows contradict each other
     * @param saysNothing whether a run would log nothing about rows of its own
     */
    private record Decided(VersionSet<AppliedMigration> rows, OptionalInt pending, boolean saysNothing) {}

    /**
     * Reads.
     *
     * @param files a migrator with all files
     * @param keepsSessions whether a connection is kept from one tenant to the next
     */
    TenantReading(Migrator files, boolean keepsSessions) {
        this.files = files;
        this.keepsSessions = keepsSessions;
        this.repeatables = !files.repeatables().isEmpty();
        files.onDisk();
    }

    @Override
    public List<TenantResult> look(List<String> schemas, Workers workers) {
        return look(this.files, schemas, workers);
    }

    /** In the session of the worker that wants to know. What repeatable migrations have created is looked for one by one. */
    @Override
    public List<TenantResult> lookAgain(List<String> schemas) {
        return this.repeatables
                ? List.of()
                : look(this.files.toBuilder().keepingSessions(sessions()).build(), schemas, new Workers(1));
    }

    private List<TenantResult> look(Migrator database, List<String> schemas, Workers workers) {
        List<TenantResult> results = new ArrayList<>();
        List<String> possible = new ArrayList<>();
        for (String schema : schemas) {
            UnfitSchema.of(schema)
                    .ifPresentOrElse(
                            unfit -> results.add(TenantResult.failed(schema, unfit.failure())),
                            () -> possible.add(schema));
        }
        Map<String, Boolean> withTracker = database.schemasWithTracker(possible);
        List<String> untouched = new ArrayList<>();
        List<String> toRead = new ArrayList<>();
        for (String schema : possible) {
            this.existing.putIfAbsent(schema, withTracker.containsKey(schema));
            if (withTracker.getOrDefault(schema, false)) {
                toRead.add(schema);
            } else {
                untouched.add(schema);
            }
        }
        results.addAll(results(untouched, Map.of(), workers));
        for (int from = 0; from < toRead.size(); from += CHUNK) {
            results.addAll(chunk(database, toRead.subList(from, Math.min(from + CHUNK, toRead.size())), workers));
        }
        remember(database, results);
        return results;
    }

    /** Only a tracker that is as usual needs no check under its lock. One with the same rows as before is queried once. */
    private void remember(Migrator database, List<TenantResult> results) {
        Map<String, SeenTracker> behind = new HashMap<>();
        for (TenantResult result : results) {
            String schema = result.schema();
            SeenTracker before = this.seen.remove(schema);
            SeenTracker tracker = this.behind.remove(schema);
            if (tracker != null && before != null && before.digest().equals(tracker.digest())) {
                this.seen.put(schema, before);
            } else if (tracker != null) {
                behind.put(schema, tracker);
            }
        }
        if (behind.isEmpty()) {
            return;
        }
        database.usualTrackersIn(behind.keySet()).forEach((schema, oid) -> {
            SeenTracker tracker = Objects.requireNonNull(behind.get(schema));
            this.seen.put(schema, new SeenTracker(tracker.rows(), tracker.digest(), oid));
        });
    }

    /** A chunk that cannot be read at once is read one by one. */
    private List<TenantResult> chunk(Migrator database, List<String> schemas, Workers workers) {
        Map<String, Rows> read;
        try {
            read = database.rowsIn(
                    schemas,
                    this.decided.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, one -> one.getValue().rows())));
        } catch (MigrationException failure) {
            if (failure instanceof DatabaseAccessException
                    && !failure.reference().anchor().equals(STATEMENT_FAILED)) {
                throw failure;
            }
            return workers.each(schemas, this::alone);
        }
        return results(schemas, read, workers);
    }

    private List<TenantResult> results(List<String> schemas, Map<String, Rows> read, Workers workers) {
        List<String> toLookAt = new ArrayList<>();
        List<TenantResult> results = new ArrayList<>();
        for (String schema : schemas) {
            TenantResult result = decided(schema, read.getOrDefault(schema, NONE));
            if (result == null) {
                toLookAt.add(schema);
            } else {
                results.add(result);
            }
        }
        results.addAll(workers.each(toLookAt, this::alone));
        return results;
    }

    private TenantResult alone(String schema) {
        return TenantLook.at(schema, this);
    }

    /**
     * The result from its rows; null if the tenant must be read by itself: its messages are about its own tracker, and what
     * repeatable migrations have created may be gone.
     */
    private @Nullable TenantResult decided(String schema, Rows read) {
        if (read.digest() == null && !read.rows().isEmpty()) {
            return null;
        }
        Decided decided = this.decided.computeIfAbsent(
                Objects.requireNonNullElse(read.digest(), ""), any -> decided(read.rows()));
        OptionalInt pending = decided.pending();
        if (pending.isEmpty()) {
            return null;
        }
        if (pending.getAsInt() > 0) {
            if (read.digest() != null && !this.repeatables && decided.saysNothing()) {
                this.behind.put(schema, new SeenTracker(decided.rows(), read.digest(), 0));
            }
            return new TenantResult(schema, State.BEHIND, pending.getAsInt(), null);
        }
        return this.repeatables ? null : TenantResult.of(schema, State.CURRENT);
    }

    private Decided decided(VersionSet<AppliedMigration> rows) {
        try {
            MigrationPlan plan = this.files.decide(rows);
            boolean saysNothing = plan.orphans().isEmpty() && this.files.checksumMismatch() != ConflictPolicy.WARN;
            return new Decided(rows, OptionalInt.of(plan.pending().size()), saysNothing);
        } catch (MigrationConflictException refused) {
            return new Decided(rows, OptionalInt.empty(), false);
        }
    }

    @Override
    public List<String> gone(List<String> schemas) {
        KeptSessions kept = this.sessions;
        if (kept != null) {
            kept.endIdle();
        }
        List<String> existed = schemas.stream().filter(this::existed).toList();
        Map<String, Boolean> left = existed.isEmpty() ? Map.of() : this.files.schemasWithTracker(existed);
        return existed.stream().filter(schema -> !left.containsKey(schema)).toList();
    }

    private boolean existed(String schema) {
        return this.existing.getOrDefault(schema, false);
    }

    /** A schema that existed and is now gone is not created again. */
    @Override
    public <T> T with(String schema, Function<Migrator, T> work) {
        return work.apply(this.files.toBuilder()
                .tenant(schema, !existed(schema))
                .keepingSessions(sessions())
                .seen(this.seen.get(schema))
                .build());
    }

    private @Nullable KeptSessions sessions() {
        synchronized (this.existing) {
            if (this.keepsSessions && this.sessions == null) {
                this.sessions = new KeptSessions();
            }
            return this.sessions;
        }
    }

    @Override
    public void rest() {
        synchronized (this.existing) {
            if (this.sessions != null) {
                this.sessions.close();
                this.sessions = null;
            }
        }
    }
}
