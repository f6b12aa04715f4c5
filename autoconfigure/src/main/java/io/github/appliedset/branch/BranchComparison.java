package io.github.appliedset.branch;

import io.github.appliedset.branch.BranchMigration.Identity;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.MigrationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What two branches have added since they parted. A migration is the same in two trees if its number and its content are,
 * whatever its path; so work that arrived by a squash or a cherry-pick is recognized.
 *
 * @param base where the branches parted
 * @param ours this branch
 * @param theirs the branch that it will join
 * @param taken the latest state of the other branch that this branch has in its history
 */
public record BranchComparison(BranchTree base, BranchTree ours, BranchTree theirs, BranchTree taken) {

    /** Two branches of which neither has taken anything from the other. */
    public static BranchComparison of(BranchTree base, BranchTree ours, BranchTree theirs) {
        return new BranchComparison(base, ours, theirs, base);
    }

    /** This branch's new migrations: in neither tree of the other branch, and no edit of one there. Ascending. */
    public List<BranchMigration> added() {
        Set<Identity> theirs = identities(this.theirs);
        Set<Identity> before = known();
        return this.ours.migrations().stream()
                .filter(mine -> !theirs.contains(mine.identity()) && !before.contains(mine.identity()))
                .filter(mine -> edited(mine).isEmpty())
                .toList();
    }

    /** The other branch's new migrations. Ascending. */
    public List<BranchMigration> addedByThem() {
        Set<Identity> base = identities(this.base);
        return this.theirs.migrations().stream()
                .filter(other -> !base.contains(other.identity()))
                .filter(other -> this.base
                        .at(other.version())
                        .noneMatch(was -> was.name().equals(other.name())))
                .toList();
    }

    /** What both branches have in common, as the other branch has it. */
    public List<BranchMigration> shared() {
        Set<BranchMigration> added = new HashSet<>(addedByThem());
        return this.theirs.migrations().stream()
                .filter(other -> !added.contains(other))
                .toList();
    }

    /** This branch's migrations that are no longer what the other branch has had for a while, with what it had. */
    Map<BranchMigration, BranchMigration> edited() {
        Set<Identity> theirs = identities(this.theirs);
        Set<Identity> before = known();
        Map<BranchMigration, BranchMigration> edited = new HashMap<>();
        for (BranchMigration mine : this.ours.migrations()) {
            if (!theirs.contains(mine.identity()) && !before.contains(mine.identity())) {
                edited(mine).ifPresent(was -> edited.put(mine, was));
            }
        }
        return edited;
    }

    /** The merged migration that this one is an edit of: the same number and name, and the other branch still has one. */
    private Optional<BranchMigration> edited(BranchMigration mine) {
        boolean stillThere =
                this.theirs.at(mine.version()).anyMatch(other -> other.name().equals(mine.name()));
        return stillThere
                ? Stream.of(this.taken, this.base)
                        .flatMap(tree -> tree.at(mine.version()))
                        .filter(was -> was.name().equals(mine.name()))
                        .findFirst()
                : Optional.empty();
    }

    /** The other branch's migrations that this branch had and has no longer, neither as they are nor edited. Ascending. */
    List<BranchMigration> lost() {
        Set<Identity> ours = identities(this.ours);
        Set<Identity> taken = identities(this.taken);
        Set<MigrationVersion> edited =
                edited().keySet().stream().map(BranchMigration::version).collect(Collectors.toSet());
        return this.theirs.migrations().stream()
                .filter(other -> taken.contains(other.identity()) && !ours.contains(other.identity()))
                .filter(other -> !edited.contains(other.version()))
                .toList();
    }

    /** What the other branch had and has taken back, or never merged again after a revert. Ascending. */
    public List<BranchMigration> takenBack() {
        Set<Identity> theirs = identities(this.theirs);
        Set<Checksum> anywhere =
                this.theirs.migrations().stream().map(BranchMigration::checksum).collect(Collectors.toSet());
        return this.base.migrations().stream()
                .filter(was -> !theirs.contains(was.identity()) && !anywhere.contains(was.checksum()))
                .filter(was -> this.theirs
                        .at(was.version())
                        .noneMatch(other -> other.name().equals(was.name())))
                .toList();
    }

    /** Migrations of the other branch with the content of one of ours under another number, in pairs. */
    Map<BranchMigration, BranchMigration> sameContent() {
        Set<Identity> ours = identities(this.ours);
        Map<Checksum, List<BranchMigration>> mine = new HashMap<>();
        added().forEach(each ->
                mine.computeIfAbsent(each.checksum(), any -> new ArrayList<>()).add(each));
        Map<BranchMigration, BranchMigration> pairs = new HashMap<>();
        mine.forEach((checksum, group) -> {
            List<BranchMigration> theirs = this.theirs.migrations().stream()
                    .filter(other -> other.checksum().equals(checksum))
                    .filter(other -> !ours.contains(other.identity())
                            || group.stream().anyMatch(each -> each.name().equals(other.name())))
                    .toList();
            if (theirs.size() == group.size()) {
                for (int at = 0; at < group.size(); at++) {
                    pairs.put(group.get(at), theirs.get(at));
                }
            }
        });
        return pairs;
    }

    /** Whether the other branch's migration is in this branch already. */
    public boolean hasTaken(BranchMigration other) {
        return identities(this.ours).contains(other.identity());
    }

    /** Whether this branch has taken something of what is new on the other one: by a merge, or however it came. */
    public boolean hasMet() {
        return addedByThem().stream().anyMatch(this::hasTaken);
    }

    private Set<Identity> known() {
        Set<Identity> known = identities(this.base);
        known.addAll(identities(this.taken));
        return known;
    }

    static Set<Identity> identities(BranchTree tree) {
        return tree.migrations().stream().map(BranchMigration::identity).collect(Collectors.toCollection(HashSet::new));
    }
}
