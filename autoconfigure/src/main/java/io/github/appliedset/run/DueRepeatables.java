package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatableHistory;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Log;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides, under the lock, which repeatable migrations a run still has to execute. */
final class DueRepeatables {

    /** Two that keep dropping each other's objects would never be done. */
    private static final int AT_MOST = 2;

    private final Repeatables repeatables;
    private final VersionSet<Migration> onDisk;
    private final Log log;
    private final Map<String, Integer> runs = new HashMap<>();
    private final Set<String> warned = new HashSet<>();
    private final Set<String> skipped = new HashSet<>();
    private VersionSet<Migration> required;
    private List<RepeatableMigration> inOrder = List.of();
    private @Nullable String forced;

    /**
     * Decides for a run.
     *
     * @param onDisk all versions; unless all of them are applied, none is due
     */
    DueRepeatables(Repeatables repeatables, VersionSet<Migration> onDisk, Log log) {
        this.repeatables = repeatables;
        this.onDisk = onDisk;
        this.required = onDisk;
        this.log = log;
    }

    /** One is due until it has run once, whatever was decided about it; so are those that lose objects as a result. */
    void force(RepeatableMigration migration) {
        this.forced = migration.name();
    }

    boolean isForced() {
        return this.forced != null;
    }

    /** Only these versions must be applied. */
    void require(VersionSet<Migration> versions) {
        this.required = versions;
    }

    void order(List<RepeatableMigration> inOrder) {
        this.inOrder = inOrder;
    }

    void ran(RepeatableMigration migration) {
        this.runs.merge(migration.name(), 1, Integer::sum);
    }

    /** It stays pending. */
    void skip(RepeatableMigration migration) {
        this.skipped.add(migration.name());
    }

    /** The names of those that stay pending. */
    Set<String> skipped() {
        return Set.copyOf(this.skipped);
    }

    List<RepeatableState> states(RepeatableHistory history, VersionSet<AppliedMigration> rows) {
        boolean orphans = !MigrationPlan.between(this.onDisk, rows).orphans().isEmpty();
        return this.repeatables.plan(history, orphans).states();
    }

    /** Those that are due among all, in the order in which they run. */
    List<RepeatableState> among(List<RepeatableState> states, VersionSet<AppliedMigration> rows) {
        if (this.forced != null) {
            boolean done = this.runs.containsKey(this.forced);
            return states.stream()
                    .filter(state -> done ? isGoneAgain(state) : state.name().equals(this.forced))
                    .toList();
        }
        VersionSet<Migration> missing =
                MigrationPlan.between(this.required, rows).pending();
        if (!missing.isEmpty()) {
            this.log.info(
                    "Repeatable migrations wait for {}, which another process has rolled back or not applied yet",
                    missing.iterator().next());
            return List.of();
        }
        Map<String, RepeatableState> pending = states.stream()
                .filter(state -> state.state() == RepeatableState.State.PENDING)
                .collect(Collectors.toMap(RepeatableState::name, state -> state));
        return this.inOrder.stream()
                .map(migration -> pending.get(migration.name()))
                .filter(Objects::nonNull)
                .filter(state -> !this.skipped.contains(state.name()))
                .filter(this::mayRunAgain)
                .toList();
    }

    /** Whatever the forced one has dropped from others is created again at once. */
    private boolean isGoneAgain(RepeatableState state) {
        return state.hasCurrentContent() && !state.gone().isEmpty() && mayRunAgain(state);
    }

    private boolean mayRunAgain(RepeatableState state) {
        if (this.runs.getOrDefault(state.name(), 0) < AT_MOST) {
            return true;
        }
        if (this.warned.add(state.name())) {
            this.log.warn(
                    "Repeatable migration {} has run twice, but another repeatable migration has dropped its objects again: {}. Let only one of"
                            + " them drop and create these objects\nSee {}",
                    state.label(),
                    String.join(", ", state.gone()),
                    new ErrorReference("repeatable-failed").page());
        }
        return false;
    }
}
