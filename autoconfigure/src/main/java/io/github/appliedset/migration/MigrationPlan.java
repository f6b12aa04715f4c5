package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationConflict.OrphanMigration;
import io.github.appliedset.migration.MigrationConflict.RenamedMigration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Comparison of the files on disk with the rows of the tracker. Pure: it reads no database.
 *
 * <p>Every version is in exactly one of {@code pending}, {@code applied} and {@code orphans}.
 *
 * @param onDisk every migration on disk
 * @param pending on disk only; will be applied in this order
 * @param applied in both sets
 * @param orphans applied, but without a file
 */
public record MigrationPlan(
        VersionSet<Migration> onDisk,
        VersionSet<Migration> pending,
        VersionSet<AppliedMigration> applied,
        VersionSet<AppliedMigration> orphans) {

    public static MigrationPlan between(VersionSet<Migration> onDisk, VersionSet<AppliedMigration> applied) {
        return new MigrationPlan(onDisk, onDisk.minus(applied), applied.intersect(onDisk), applied.minus(onDisk));
    }

    /**
     * The applied migrations whose file has a different name now. Those whose number another one needs come first. Reads these
     * files.
     */
    public List<MigrationConflict> renamed() {
        List<RenamedMigration> renamed = new ArrayList<>();
        for (Pair pair : pairs()) {
            if (!pair.hasOneName()) {
                reading(() -> renamed.add(
                        new RenamedMigration(pair.file, pair.row, pair.file.up().checksum())));
            }
        }
        return renamed.isEmpty() ? List.of() : inOrder(renamed);
    }

    private List<MigrationConflict> inOrder(List<RenamedMigration> renamed) {
        Map<MigrationVersion, List<Migration>> namesakes = namesakes(renamed);
        List<MigrationVersion> order = List.copyOf(namesakes.keySet());
        return renamed.stream()
                .map(conflict ->
                        conflict.with(namesakes.getOrDefault(conflict.row().version(), List.of())))
                .sorted(Comparator.comparingInt(conflict -> {
                    int at = order.indexOf(conflict.row().version());
                    return at < 0 ? order.size() : at;
                }))
                .map(MigrationConflict.class::cast)
                .toList();
    }

    /**
     * The applied migrations that have no file. Reads no file, but those of renamed migrations if there is a row without a
     * checksum.
     */
    public List<OrphanMigration> orphaned() {
        boolean named = this.pending.isEmpty() || this.orphans.stream().noneMatch(row -> row.checksum() == null);
        Map<MigrationVersion, List<Migration>> namesakes = named
                ? Map.of()
                : namesakes(renamed().stream().map(RenamedMigration.class::cast).toList());
        return this.orphans.stream()
                .map(row -> new OrphanMigration(
                        row, row.checksum() == null ? namesakes.getOrDefault(row.version(), List.of()) : List.of()))
                .toList();
    }

    /** What has its own file under a different name, by its content, belongs to no other; nor what is found by content. */
    private Map<MigrationVersion, List<Migration>> namesakes(List<RenamedMigration> renamed) {
        return Namesakes.of(
                this.onDisk,
                this.pending.toList(),
                Stream.concat(
                                this.orphans.stream().filter(row -> row.checksum() == null),
                                renamed.stream()
                                        .filter(conflict -> !conflict.hasItsContent())
                                        .map(RenamedMigration::row))
                        .toList());
    }

    /**
     * The applied migrations whose file has different content now; rows without a checksum are left out. Reads the
     * files of all applied migrations that have a checksum.
     *
     * @throws InvalidMigrationException if a file cannot be read
     */
    public List<MigrationConflict> changed() {
        return changedSince(VersionSet.empty());
    }

    /**
     * The same without the rows that were checked before.
     *
     * @param before these rows
     * @throws InvalidMigrationException if a file cannot be read
     */
    @Internal
    public List<MigrationConflict> changedSince(VersionSet<AppliedMigration> before) {
        List<Pair> toRead = pairs().stream()
                .filter(pair -> pair.hasOneName() && !pair.isAmong(before))
                .toList();
        if (toRead.isEmpty()) {
            return List.of();
        }
        Checksum.Reader reader = new Checksum.Reader();
        List<MigrationConflict> changed = new ArrayList<>();
        reading(() -> toRead.forEach(pair -> pair.addIfChanged(reader, changed)));
        return changed;
    }

    /** Where one file cannot be used, every file is read, so that all of them are reported at once. */
    private void reading(Runnable files) {
        try {
            files.run();
        } catch (InvalidMigrationException first) {
            InvalidMigrationException.collect(
                    this.onDisk, migration -> migration.up().checksum());
            throw first;
        }
    }

    /**
     * The applied migrations that have a different number on disk now: their own file is gone or has other content, and a
     * file that is not applied has the recorded checksum. In an order in which they can be settled. Reads the files of all
     * applied migrations that have a checksum, and the pending ones.
     *
     * @throws InvalidMigrationException if a file cannot be read
     */
    public List<MigrationConflict> renumbered() {
        return renumbered(Stream.concat(renamed().stream(), changed().stream()).toList(), true);
    }

    /**
     * The same for known differences.
     *
     * @param differing the renamed and the changed migrations, as far as they are known
     * @param compared whether every other file is known to have the content of its row; otherwise any row is looked at
     */
    @Internal
    public List<MigrationConflict> renumbered(List<MigrationConflict> differing, boolean compared) {
        List<MigrationVersion> versions = differing.stream()
                .map(MigrationConflict::version)
                .flatMap(Optional::stream)
                .toList();
        Stream<AppliedMigration> suspects = compared
                ? Stream.concat(
                        this.orphans.stream(),
                        versions.stream().map(this.applied::find).flatMap(Optional::stream))
                : recorded().stream();
        List<Migration> files = versions.stream()
                .map(this.onDisk::find)
                .flatMap(Optional::stream)
                .toList();
        return List.copyOf(new Renumberings(this.onDisk, recorded(), suspects).among(files));
    }

    /**
     * The row with the highest version, if that is above the given one; present exactly if the given version, applied
     * after these rows, is late.
     */
    public Optional<AppliedMigration> overtaking(MigrationVersion version) {
        return recorded().last().filter(row -> row.version().compareTo(version) > 0);
    }

    /** All rows of the table: {@code applied} and {@code orphans}. */
    @Internal
    public VersionSet<AppliedMigration> recorded() {
        return this.orphans.isEmpty()
                ? this.applied
                : VersionSet.of(Stream.concat(this.applied.stream(), this.orphans.stream())
                        .toList());
    }

    private List<Pair> pairs() {
        List<AppliedMigration> rows = this.applied.toList();
        List<Pair> pairs = new ArrayList<>(rows.size());
        for (Migration file : this.onDisk.intersect(this.applied)) {
            pairs.add(new Pair(file, rows.get(pairs.size())));
        }
        return pairs;
    }

    private record Pair(Migration file, AppliedMigration row) {

        boolean hasOneName() {
            return this.file.name().equals(this.row.name());
        }

        boolean isAmong(VersionSet<AppliedMigration> rows) {
            AppliedMigration found = rows.find(this.row.version()).orElse(null);
            return found == this.row || this.row.equals(found);
        }

        void addIfChanged(Checksum.Reader reader, List<MigrationConflict> changed) {
            Checksum recorded = this.row.checksum();
            if (recorded == null) {
                return;
            }
            Checksum found = this.file.up().checksum(reader);
            if (found != null && !recorded.hex().equals(found.hex())) {
                changed.add(new MigrationConflict.ChangedMigration(this.file, this.row, recorded, found));
            }
        }
    }
}
