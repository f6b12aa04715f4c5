package io.github.appliedset.align;

import io.github.appliedset.align.RolledBack.Reason;
import io.github.appliedset.execution.DownText;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.ChangedMigration;
import io.github.appliedset.migration.MigrationConflict.RenamedMigration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.tracker.KeptRollback;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the rows of a database differ from the files, and what follows from that. Rows without a checksum, and migrations in
 * Java, are never given another number or name.
 *
 * @param plan both sets
 * @param renumbered rows that belong to files with other numbers, in an order in which they can be moved
 * @param renamed rows whose file has the same content or the same statements, and a different name, layout or number
 * @param unwanted the rows whose migration has to go, and why
 */
record Decision(
        MigrationPlan plan,
        List<RenumberedMigration> renumbered,
        List<RepairReport> renamed,
        Map<MigrationVersion, Reason> unwanted) {

    /**
     * Compares.
     *
     * @param edits how to treat edited files; what is ignored stays as it was applied
     * @param same checksums of files, with those of files that run the same statements
     */
    static Decision of(MigrationPlan plan, ConflictPolicy edits, Map<Checksum, Checksum> same) {
        if (plan.onDisk().isEmpty()) {
            // A wrong location or a broken build: the run that follows says so.
            return new Decision(plan, List.of(), List.of(), Map.of());
        }
        List<MigrationConflict> differing =
                Stream.concat(plan.renamed().stream(), plan.changed().stream()).toList();
        List<RenumberedMigration> renumbered = plan.renumbered(differing, true).stream()
                .map(RenumberedMigration.class::cast)
                .toList();
        Set<Optional<MigrationVersion>> moving =
                renumbered.stream().map(RenumberedMigration::version).collect(Collectors.toSet());
        List<RepairReport> renamed = new ArrayList<>();
        Map<MigrationVersion, Reason> unwanted = new LinkedHashMap<>();
        Map<MigrationVersion, RepairReport> rewritten = rewritten(plan, same);
        plan.orphans().stream()
                .filter(row -> !moving.contains(Optional.of(row.version())))
                .filter(row -> !rewritten.containsKey(row.version()))
                .forEach(row -> unwanted.put(row.version(), Reason.FILE_GONE));
        renamed.addAll(rewritten.values());
        for (MigrationConflict conflict : differing) {
            if (moving.contains(conflict.version())
                    || conflict.version().filter(rewritten::containsKey).isPresent()) {
                continue;
            }
            if (conflict instanceof ChangedMigration edited && edited.found().equals(same.get(edited.recorded()))) {
                renamed.add(new RepairReport(edited.row(), as(edited.row(), edited.file(), edited.found())));
            } else if (conflict instanceof ChangedMigration edited && edits != ConflictPolicy.IGNORE) {
                unwanted.put(edited.row().version(), Reason.EDITED);
            } else if (conflict instanceof RenamedMigration other && isProven(other)) {
                Checksum recorded = Objects.requireNonNull(other.row().checksum());
                Checksum found = Objects.requireNonNull(other.found());
                if (recorded.equals(found) || found.equals(same.get(recorded))) {
                    renamed.add(new RepairReport(other.row(), as(other.row(), other.file(), found)));
                } else {
                    unwanted.put(other.row().version(), Reason.REPLACED);
                }
            }
        }
        return new Decision(plan, renumbered, List.copyOf(renamed), unwanted);
    }

    /** Rows that one pending file runs the same statements as, by their versions. */
    private static Map<MigrationVersion, RepairReport> rewritten(MigrationPlan plan, Map<Checksum, Checksum> same) {
        Map<MigrationVersion, RepairReport> rewritten = new TreeMap<>();
        for (Checksum now : Set.copyOf(same.values())) {
            List<AppliedMigration> rows = plan.recorded().stream()
                    .filter(row -> row.checksum() != null && now.equals(same.get(row.checksum())))
                    .toList();
            List<Migration> files = rows.size() != 1
                    ? List.of()
                    : plan.pending().stream()
                            .filter(file -> now.equals(file.up().checksum()))
                            .toList();
            if (files.size() == 1) {
                AppliedMigration row = rows.get(0);
                rewritten.put(row.version(), new RepairReport(row, as(row, files.get(0), now)));
            }
        }
        return rewritten;
    }

    private static boolean isProven(RenamedMigration conflict) {
        return conflict.row().checksum() != null && conflict.found() != null;
    }

    private static AppliedMigration as(AppliedMigration row, Migration file, Checksum checksum) {
        return new AppliedMigration(file.version(), file.name(), row.appliedAt(), checksum);
    }

    /** Whether rows and files are the same. */
    boolean isEmpty() {
        return this.renumbered.isEmpty() && this.renamed.isEmpty() && this.unwanted.isEmpty();
    }

    /** The last applied first. */
    List<AppliedMigration> newestFirst() {
        return this.plan.recorded().stream()
                .sorted(AppliedMigration.byApplication().reversed())
                .toList();
    }

    /** What is not kept, or not as the files are, of rows that match their files; in the order in which they were applied. */
    List<KeptRollback> toKeep(List<KeptRollback> kept) {
        List<KeptRollback> missing = new ArrayList<>();
        for (AppliedMigration row : this.plan.applied().stream()
                .sorted(AppliedMigration.byApplication())
                .toList()) {
            Migration file = this.plan.onDisk().find(row.version()).orElseThrow();
            Checksum checksum = row.checksum();
            if (checksum == null || !checksum.equals(file.up().checksum())) {
                continue;
            }
            KeptRollback now = DownText.of(file, checksum);
            boolean there = kept.stream()
                    .filter(before -> before.isOf(row))
                    .anyMatch(before -> Objects.equals(before.downSql(), now.downSql())
                            && before.name().equals(now.name()));
            if (!there) {
                missing.add(now);
            }
        }
        return missing;
    }

    /** The files of the rows that match them, in the order in which they were applied. */
    List<Migration> matching() {
        return this.plan.applied().stream()
                .filter(row -> !differs(row))
                .sorted(AppliedMigration.byApplication())
                .map(row -> this.plan.onDisk().find(row.version()).orElseThrow())
                .toList();
    }

    /** The rows that have no file, or not the one that was applied. */
    List<AppliedMigration> strangers() {
        return this.plan.recorded().stream()
                .filter(row -> differs(row) || !this.plan.onDisk().contains(row.version()))
                .toList();
    }

    private boolean differs(AppliedMigration row) {
        return this.unwanted.containsKey(row.version())
                || this.renamed.stream()
                        .anyMatch(rename -> rename.before().version().equals(row.version()))
                || this.renumbered.stream()
                        .anyMatch(moved -> moved.row().version().equals(row.version()));
    }
}
