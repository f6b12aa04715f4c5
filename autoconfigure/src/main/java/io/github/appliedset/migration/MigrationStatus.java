package io.github.appliedset.migration;

import io.github.appliedset.migration.MigrationConflict.OrphanMigration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.VersionState.Applied;
import io.github.appliedset.migration.VersionState.Orphan;
import io.github.appliedset.migration.VersionState.Pending;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of every version, as shown by commands, the endpoint, its page and health. Every version is in exactly one
 * list; lists are ascending.
 *
 * @param applied versions with a row and a file
 * @param pending versions with a file and no row
 * @param orphans versions with a row and no file
 * @param repeatables every repeatable migration, in the order of their names
 */
public record MigrationStatus(
        List<Applied> applied, List<Pending> pending, List<Orphan> orphans, List<RepeatableState> repeatables) {

    public MigrationStatus {
        applied = List.copyOf(applied);
        pending = List.copyOf(pending);
        orphans = List.copyOf(orphans);
        repeatables = List.copyOf(repeatables);
    }

    /**
     * Compares names and contents. Reads the files of all applied migrations that have a checksum.
     *
     * @param running the version that another process is applying; null if there is none
     * @throws InvalidMigrationException if a file cannot be read
     */
    public static MigrationStatus of(MigrationPlan plan, @Nullable MigrationVersion running) {
        return of(plan, running, Map.of());
    }

    /**
     * The same.
     *
     * @param states why migrations are pending; ordinary for those that are absent
     */
    public static MigrationStatus of(
            MigrationPlan plan, @Nullable MigrationVersion running, Map<MigrationVersion, PendingState> states) {
        List<MigrationConflict> differing =
                Stream.concat(plan.renamed().stream(), plan.changed().stream()).toList();
        return of(plan, differing, plan.renumbered(differing, true), running, states);
    }

    /**
     * Compares names but not contents: no version is {@code edited}. Reads only the files of renamed migrations, those that
     * are pending, and those of rows that have the content of a pending one.
     */
    public static MigrationStatus withoutContents(
            MigrationPlan plan, @Nullable MigrationVersion running, Map<MigrationVersion, PendingState> states) {
        List<MigrationConflict> differing = plan.renamed();
        return of(plan, differing, plan.renumbered(differing, false), running, states);
    }

    private static MigrationStatus of(
            MigrationPlan plan,
            List<MigrationConflict> differing,
            List<MigrationConflict> renumbered,
            @Nullable MigrationVersion running,
            Map<MigrationVersion, PendingState> states) {
        Map<MigrationVersion, MigrationConflict> conflicts = new HashMap<>();
        Stream.concat(differing.stream(), renumbered.stream())
                .forEach(conflict -> conflict.version().ifPresent(version -> conflicts.put(version, conflict)));
        Set<MigrationVersion> late = late(plan);
        return new MigrationStatus(
                plan.applied().stream()
                        .map(row -> new Applied(
                                plan.onDisk().find(row.version()).orElseThrow(),
                                row,
                                late.contains(row.version()),
                                conflicts.get(row.version())))
                        .toList(),
                plan.pending().stream()
                        .map(file -> new Pending(
                                file,
                                file.version().equals(running),
                                states.getOrDefault(file.version(), PendingState.ORDINARY)))
                        .toList(),
                plan.orphans().stream()
                        .map(row -> new Orphan(row, (RenumberedMigration) conflicts.get(row.version())))
                        .toList(),
                List.of());
    }

    /** The versions applied after a higher one. */
    private static Set<MigrationVersion> late(MigrationPlan plan) {
        Set<MigrationVersion> late = new HashSet<>();
        AppliedMigration firstAbove = null;
        List<AppliedMigration> rows = plan.recorded().toList();
        for (int i = rows.size() - 1; i >= 0; i--) {
            AppliedMigration row = rows.get(i);
            if (firstAbove != null && AppliedMigration.byApplication().compare(row, firstAbove) > 0) {
                late.add(row.version());
            } else {
                firstAbove = row;
            }
        }
        return late;
    }

    /** The same with only those versions that match, and all repeatable migrations. */
    public MigrationStatus only(Predicate<VersionState> wanted) {
        return new MigrationStatus(
                this.applied.stream().filter(wanted).toList(),
                this.pending.stream().filter(wanted).toList(),
                this.orphans.stream().filter(wanted).toList(),
                this.repeatables);
    }

    /** The same with repeatable migrations. */
    public MigrationStatus with(List<RepeatableState> repeatables) {
        return new MigrationStatus(this.applied, this.pending, this.orphans, repeatables);
    }

    /** The repeatable migrations that the next run executes, in the order of their names. */
    public List<RepeatableState> pendingRepeatables() {
        return this.repeatables.stream()
                .filter(state -> state.state() == RepeatableState.State.PENDING)
                .toList();
    }

    /** The same without those that run only after versions that wait for a backfill, because they may need objects of these versions. */
    public List<RepeatableState> missingRepeatables() {
        return new RepeatablePlan(this.repeatables).missing();
    }

    /** Every version, ascending. */
    public List<VersionState> all() {
        List<VersionState> all = new ArrayList<>(this.applied);
        all.addAll(this.pending);
        all.addAll(this.orphans);
        all.sort(Comparator.comparing(VersionState::version));
        return all;
    }

    /** The pending versions without which the application is not complete, ascending. */
    public List<Pending> missing() {
        return this.pending.stream().filter(state -> !state.state().isLeft()).toList();
    }

    public Optional<VersionState> find(MigrationVersion version) {
        return all().stream().filter(state -> state.version().equals(version)).findFirst();
    }

    /** The differences between applied migrations' files and their rows, at most one per version, ascending. */
    public List<MigrationConflict> differing() {
        return this.applied.stream()
                .map(Applied::conflict)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** The rows that belong to files with other numbers, ascending by their present number. */
    public List<RenumberedMigration> renumbered() {
        return all().stream()
                .map(VersionState::renumbered)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The orphans that probably belong to a pending file of the same name: nothing runs until that is settled. */
    public List<OrphanMigration> namesakes() {
        VersionSet<Migration> onDisk = VersionSet.of(Stream.concat(
                        this.applied.stream().map(Applied::file),
                        this.pending.stream().map(Pending::file))
                .toList());
        VersionSet<AppliedMigration> rows = VersionSet.of(Stream.concat(
                        this.applied.stream().map(Applied::row),
                        this.orphans.stream()
                                .filter(orphan -> orphan.conflict() == null)
                                .map(Orphan::row))
                .toList());
        return MigrationPlan.between(onDisk, rows).orphaned().stream()
                .filter(MigrationConflict::mayRunAgain)
                .toList();
    }
}
