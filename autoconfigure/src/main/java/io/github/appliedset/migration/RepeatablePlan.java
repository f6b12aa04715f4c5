package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.RepeatableState.Reason;
import io.github.appliedset.migration.RepeatableState.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which repeatable migrations run: decided from the files, from everything that ever ran, and from the stamp of the release.
 * What is current is not overwritten by a content that ran before it, unless a newer release brings that back.
 *
 * @param states one for each name, in the order of the names
 */
@Internal
public record RepeatablePlan(List<RepeatableState> states) {

    /** Nothing on disk, and nothing applied. */
    public static final RepeatablePlan EMPTY = new RepeatablePlan(List.of());

    public RepeatablePlan {
        states = List.copyOf(states);
    }

    /**
     * Decides. Reads the files that have no recorded checksum.
     *
     * @param release the stamp of this release; null if it has none
     * @param orphans whether versions are applied that have no file here
     */
    public static RepeatablePlan of(
            List<RepeatableMigration> onDisk, RepeatableHistory history, @Nullable Instant release, boolean orphans) {
        return decided(
                onDisk, history, (file, deleted) -> new Decision(file, history, release, orphans).state(deleted));
    }

    /**
     * Decides for a developer's own database: the files that are checked out count, whatever ran before them and whatever
     * was left of another branch.
     */
    public static RepeatablePlan ofCheckout(List<RepeatableMigration> onDisk, RepeatableHistory history) {
        return decided(onDisk, history, (file, deleted) -> {
            RepeatableState state = new Decision(file, history, null, false).state(deleted);
            boolean follows = state.reason() == Reason.UNKNOWN_RELEASE
                    || state.reason() == Reason.CURRENT && isReplaced(state.row(), deleted.values());
            return follows
                    ? new RepeatableState(state.name(), file, state.row(), Reason.CHANGED, List.of(), null)
                    : state;
        });
    }

    /** Whether a file of another branch, under another name, has made the same object later. */
    private static boolean isReplaced(@Nullable AppliedRepeatable row, Collection<AppliedRepeatable> deleted) {
        return row != null
                && deleted.stream()
                        .filter(other -> other.seq() > row.seq())
                        .anyMatch(other -> !Collections.disjoint(other.objects(), row.objects()));
    }

    private static RepeatablePlan decided(
            List<RepeatableMigration> onDisk,
            RepeatableHistory history,
            BiFunction<RepeatableMigration, Map<String, AppliedRepeatable>, RepeatableState> decision) {
        if (onDisk.isEmpty() && history.rows().isEmpty()) {
            return EMPTY;
        }
        Set<String> names = onDisk.stream().map(RepeatableMigration::name).collect(Collectors.toSet());
        Map<String, AppliedRepeatable> deleted = history.current();
        deleted.keySet().removeAll(names);
        List<RepeatableState> states = new ArrayList<>();
        for (RepeatableMigration file : onDisk) {
            states.add(decision.apply(file, deleted));
        }
        deleted.values()
                .forEach(
                        row -> states.add(new RepeatableState(row.name(), null, row, Reason.DELETED, List.of(), null)));
        states.sort(Comparator.comparing(RepeatableState::name));
        return new RepeatablePlan(states);
    }

    /** About one file. */
    private record Decision(
            RepeatableMigration file,
            RepeatableHistory history,
            @Nullable Instant release,
            boolean orphans) {

        RepeatableState state(Map<String, AppliedRepeatable> deleted) {
            Checksum checksum = this.file.file().checksum();
            AppliedRepeatable current = this.history.current(this.file.name()).orElse(null);
            if (checksum == null) {
                throw new IllegalStateException("a file has a checksum");
            }
            if (current == null) {
                AppliedRepeatable former = deleted.values().stream()
                        .filter(row -> checksum.equals(row.checksum()))
                        .filter(row -> this.history.goneOf(row).isEmpty())
                        .findFirst()
                        .orElse(null);
                Reason reason = former == null ? Reason.NEW : Reason.RENAMED;
                return of(
                        this.orphans ? Reason.ORPHAN_VERSIONS : reason,
                        null,
                        List.of(),
                        former == null ? null : former.name());
            }
            if (checksum.equals(current.checksum())) {
                List<String> gone = this.history.goneOf(current);
                Reason reason = this.orphans ? Reason.ORPHAN_VERSIONS : Reason.GONE;
                return of(gone.isEmpty() ? Reason.CURRENT : reason, current, gone, null);
            }
            Reason reason = this.orphans ? Reason.ORPHAN_VERSIONS : different(checksum, current);
            List<String> gone = reason == Reason.CHANGED ? List.of() : this.history.goneOf(current);
            return of(reason, current, gone, null);
        }

        private Reason different(Checksum checksum, AppliedRepeatable current) {
            Instant ours = this.release;
            Instant theirs = current.release();
            boolean isNew = !this.history.has(this.file.name(), checksum);
            if (ours == null || theirs == null) {
                return isNew ? Reason.CHANGED : Reason.UNKNOWN_RELEASE;
            }
            int order = ours.compareTo(theirs);
            return order > 0 || order == 0 && isNew ? Reason.CHANGED : Reason.OLDER_RELEASE;
        }

        private RepeatableState of(
                Reason reason, @Nullable AppliedRepeatable row, List<String> gone, @Nullable String renamedFrom) {
            return new RepeatableState(this.file.name(), this.file, row, reason, gone, renamedFrom);
        }
    }

    /**
     * The same where some of the pending ones wait for versions.
     *
     * @param names theirs
     */
    public RepeatablePlan waiting(Set<String> names) {
        return new RepeatablePlan(this.states.stream()
                .map(one -> one.state() == State.PENDING && names.contains(one.name())
                        ? new RepeatableState(
                                one.name(), one.file(), one.row(), Reason.WAITING, one.gone(), one.renamedFrom())
                        : one)
                .toList());
    }

    /** Those in a state, in the order of their names. */
    public List<RepeatableState> in(State state) {
        return this.states.isEmpty()
                ? List.of()
                : this.states.stream().filter(one -> one.state() == state).toList();
    }

    /** The pending ones without those that wait for versions. */
    public List<RepeatableState> missing() {
        return pending().stream()
                .filter(state -> state.reason() != Reason.WAITING)
                .toList();
    }

    /** Those that the next run executes, in the order of their names. */
    public List<RepeatableState> pending() {
        return in(State.PENDING);
    }
}
