package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.RenumberedProgress;
import io.github.appliedset.migration.Awaited;
import io.github.appliedset.migration.BackfillState;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.PendingState;
import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.tracker.Backfills;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why the migrations of a plan are pending. Reads the tops of their files and, if one runs in batches, its progress. */
public final class PendingStates {

    private final Connection jdbc;
    private final TrackerTable table;

    public PendingStates(Connection jdbc, TrackerTable table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    /** The states of those that are not ordinary. */
    public Map<MigrationVersion, PendingState> of(MigrationPlan plan) throws SQLException {
        Map<Migration, ScriptDirectives> directives = new HashMap<>();
        for (Migration migration : plan.pending()) {
            ScriptDirectives its = CheckedScript.directives(migration.up());
            if (!its.after().isEmpty() || its.backfill().batches()) {
                directives.put(migration, its);
            }
        }
        Map<MigrationVersion, Progress> progress =
                directives.values().stream().anyMatch(its -> its.backfill().batches()) ? progress(plan) : Map.of();
        Set<MigrationVersion> possible = possible(plan, directives);
        Map<MigrationVersion, PendingState> states = new HashMap<>();
        for (Map.Entry<Migration, ScriptDirectives> each : directives.entrySet()) {
            MigrationVersion version = each.getKey().version();
            List<Awaited> waitsFor = possible.contains(version) ? waitsFor(plan, each.getValue()) : List.of();
            PendingState state = state(waitsFor, each.getKey(), each.getValue(), progress.get(version));
            states.put(version, isDoneMeanwhile(plan, version, state) ? state.next() : state);
        }
        return states;
    }

    /** The progress is read after the rows: it is gone if the last batch was recorded in between. */
    private boolean isDoneMeanwhile(MigrationPlan plan, MigrationVersion version, PendingState state)
            throws SQLException {
        return state.background()
                && state.backfill() == null
                && !plan.recorded().isEmpty()
                && new MigrationTracker(this.table).has(this.jdbc, version);
    }

    /** By the current number of each: a start moves what is recorded under a former one. */
    private Map<MigrationVersion, Progress> progress(MigrationPlan plan) throws SQLException {
        List<Progress> all = new Backfills(this.table).all(this.jdbc);
        Map<MigrationVersion, Migration> moves = RenumberedProgress.moves(all, plan.onDisk(), plan.recorded());
        Map<MigrationVersion, Progress> progress = new HashMap<>();
        all.stream().filter(one -> !moves.containsKey(one.version())).forEach(one -> progress.put(one.version(), one));
        all.stream()
                .filter(one -> moves.containsKey(one.version()))
                .forEach(one -> progress.put(
                        Objects.requireNonNull(moves.get(one.version())).version(), one));
        return progress;
    }

    /** Those that will eventually run. A migration that waits for something that never comes is missing, not left. */
    private static Set<MigrationVersion> possible(MigrationPlan plan, Map<Migration, ScriptDirectives> directives) {
        return AfterOrder.of(
                        plan.pending(),
                        plan.recorded(),
                        migration -> Afters.of(directives.getOrDefault(migration, ScriptDirectives.NONE)),
                        Set.of())
                .stream()
                .map(Migration::version)
                .collect(Collectors.toSet());
    }

    private static List<Awaited> waitsFor(MigrationPlan plan, ScriptDirectives directives) {
        return Afters.of(directives).stream()
                .filter(awaited -> !plan.recorded().contains(awaited.version()))
                .toList();
    }

    private static PendingState state(
            List<Awaited> waitsFor, Migration migration, ScriptDirectives directives, @Nullable Progress progress) {
        return new PendingState(
                waitsFor,
                directives.backfill().background(),
                progress == null
                                || !directives.backfill().batches()
                                || !progress.isOf(migration, migration.up().checksum())
                        ? null
                        : state(progress, migration.up().checksum()),
                false);
    }

    private static BackfillState state(Progress progress, @Nullable Checksum now) {
        boolean edited = progress.batches() > 0 && !progress.checksum().equals(now);
        String state = progress.paused() ? "paused" : progress.failed() || edited ? "failed" : "running";
        return new BackfillState(
                state,
                progress.rows(),
                progress.batches(),
                progress.estimate(),
                progress.time(),
                state.equals("running") ? progress.reason() : null,
                edited ? "The file was edited after the first batches." : progress.lastError());
    }
}
