package io.github.appliedset.branch;

import io.github.appliedset.branch.BranchMigration.Identity;
import io.github.appliedset.migration.MigrationVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the files of two branches show without running them. */
public final class Findings {

    private final BranchComparison branches;
    private final Set<BranchMigration> released;
    private final List<BranchMigration> added;
    private final Map<BranchMigration, BranchMigration> sameContent;
    private final Map<BranchMigration, BranchMigration> sameStatements;
    private final String them;
    private final List<Finding> findings = new ArrayList<>();

    private Findings(BranchComparison branches, Set<BranchMigration> released) {
        this.branches = branches;
        this.released = released;
        this.added = branches.added();
        this.sameContent = branches.sameContent();
        Set<BranchMigration> addedByThem = Set.copyOf(branches.addedByThem());
        this.sameStatements = SameStatements.pairs(
                this.added.stream()
                        .filter(mine -> !this.sameContent.containsKey(mine))
                        .toList(),
                branches.theirs().migrations().stream()
                        .filter(other -> addedByThem.contains(other) || !branches.hasTaken(other))
                        .filter(other -> !this.sameContent.containsValue(other))
                        .toList());
        this.them = branches.theirs().name();
    }

    /**
     * All findings, errors first.
     *
     * @param released this branch's new migrations that a protected ref has, and that therefore keep their numbers
     */
    public static List<Finding> of(BranchComparison branches, Set<BranchMigration> released) {
        return new Findings(branches, released).find();
    }

    private List<Finding> find() {
        this.added.forEach(this::ofAdded);
        onceEach();
        this.branches.edited().forEach(this::edited);
        this.branches.ours().migrations().forEach(this::editedThere);
        this.branches.lost().forEach(this::lost);
        this.branches.ours().migrations().forEach(this::renamed);
        this.findings.addAll(new DownFindings(this.branches, this.them).find(this.sameContent));
        this.branches.takenBack().forEach(this::takenBack);
        this.branches.ours().repeatables().forEach(this::changedOnBoth);
        this.branches.base().repeatables().forEach(this::gone);
        return inOrder(this.findings);
    }

    /** Errors before notes, each in the order in which they were found. */
    public static List<Finding> inOrder(List<Finding> findings) {
        List<Finding> ordered = new ArrayList<>(findings);
        ordered.sort(Comparator.comparing(Finding::severity));
        return List.copyOf(ordered);
    }

    private void ofAdded(BranchMigration mine) {
        BranchMigration twin = this.sameContent.get(mine);
        if (twin != null) {
            add(
                    FindingKind.SAME_CONTENT,
                    mine.label() + " is " + this.them + "'s " + twin.label()
                            + ": one migration under two numbers, which would run twice.",
                    mine,
                    twin,
                    "Keep " + twin.label() + " and remove " + mine.label() + ". " + Finding.RESOLVE + " does it.");
            return;
        }
        BranchMigration rewritten = this.sameStatements.get(mine);
        if (rewritten != null && sameStatements(mine, rewritten)) {
            return;
        }
        List<BranchMigration> atNumber = this.branches
                .theirs()
                .at(mine.version())
                .filter(other -> !other.identity().equals(mine.identity()))
                .toList();
        if (!atNumber.isEmpty()) {
            atNumber.forEach(other -> sameNumber(mine, other));
            return;
        }
        if (rewritten != null && !this.branches.hasTaken(rewritten)) {
            return;
        }
        Optional<BranchMigration> like = resembling(mine);
        if (like.isPresent()) {
            BranchMigration other = like.get();
            resembles(
                    mine,
                    other,
                    mine.label() + " resembles " + this.them + "'s " + other.label()
                            + ": the same name and nearly the same text under a different number.");
            return;
        }
        twice(mine);
        late(mine);
    }

    /** Whether it is one migration, because of its number or its name; statements alone may be a coincidence. */
    private boolean sameStatements(BranchMigration mine, BranchMigration other) {
        boolean oneName = mine.name().equals(other.name());
        boolean oneNumber = mine.version().equals(other.version());
        if (oneNumber) {
            add(
                    FindingKind.SAME_STATEMENTS,
                    "Both branches add " + mine.label()
                            + (oneName ? "" : ", " + other.label() + " on " + this.them)
                            + ", with the same statements: the texts differ only in white space, letter case or comments.",
                    mine,
                    other,
                    "One of the two is enough: keep " + this.them + "'s. " + Finding.RESOLVE + " does it.");
        } else if (oneName) {
            add(
                    FindingKind.SAME_STATEMENTS,
                    mine.label() + " has the statements of " + this.them + "'s " + other.label()
                            + ": one migration under two numbers, which would run twice. The texts differ only in white"
                            + " space, letter case or comments.",
                    mine,
                    other,
                    "Keep " + other.label() + " and remove " + mine.label() + ". " + Finding.RESOLVE + " does it.");
        } else if (!this.branches.hasTaken(other)) {
            // Who has merged it has seen both.
            resembles(
                    mine,
                    other,
                    mine.label() + " has the statements of " + this.them + "'s " + other.label()
                            + ", under a different number and a different name.");
        }
        return oneNumber || oneName;
    }

    private void resembles(BranchMigration mine, BranchMigration other, String text) {
        add(
                FindingKind.RESEMBLES,
                text,
                mine,
                other,
                "If it is one migration, remove " + mine.label() + "; if they are two, keep both. To settle it:\n    "
                        + Finding.RESOLVE + " --applied-set.same-path=one\n    " + Finding.RESOLVE
                        + " --applied-set.same-path=two");
    }

    private void sameNumber(BranchMigration mine, BranchMigration other) {
        if (mine.name().equals(other.name())) {
            add(
                    FindingKind.SAME_PATH,
                    "Both branches add " + mine.label() + ", with two texts.",
                    mine,
                    other,
                    "Two migrations of one name, or one that was edited? To settle it:\n    " + Finding.RESOLVE
                            + " --applied-set.same-path=two   keeps both, yours with a different number\n    "
                            + Finding.RESOLVE + " --applied-set.same-path=one   keeps " + this.them
                            + "'s text\nIf yours must do something else after " + this.them
                            + "'s, write that into the file with the conflict first.");
        } else {
            add(
                    FindingKind.SAME_NUMBER,
                    "Both branches have a version " + mine.version() + ": " + mine.label() + " here, " + other.label()
                            + " on " + this.them + ".",
                    mine,
                    other,
                    this.released.contains(mine)
                            ? mine.label()
                                    + " has been released or merged, so it keeps its number, and so does the one on "
                                    + this.them
                                    + ". Give one of them a different number by hand, and tell every database that has"
                                    + " applied it: --applied-set.command=renumber"
                            : "Give " + mine.label() + " the next number. " + Finding.RESOLVE + " does it.");
        }
    }

    /** No version of this branch twice: branches that were merged into it may each have added one. */
    private void onceEach() {
        Map<MigrationVersion, BranchMigration> seen = new HashMap<>();
        for (BranchMigration mine : this.added) {
            boolean told = this.sameContent.containsKey(mine)
                    || this.sameStatements.containsKey(mine)
                    || this.branches.theirs().at(mine.version()).findAny().isPresent();
            BranchMigration first = told ? null : seen.putIfAbsent(mine.version(), mine);
            if (first != null) {
                twiceHere(first, mine);
            }
        }
    }

    private void twiceHere(BranchMigration first, BranchMigration second) {
        boolean bothKept = this.released.contains(first) && this.released.contains(second);
        BranchMigration changes = this.released.contains(second) ? first : second;
        add(
                FindingKind.SAME_NUMBER,
                "This branch has version " + first.version() + " twice: " + first.up() + " and " + second.up() + ".",
                changes,
                null,
                bothKept
                        ? "Both have been released or merged, so they keep their numbers. Give one of them another number"
                                + " by hand, and tell every database that has applied it: --applied-set.command=renumber"
                        : "Give " + changes.up() + " the next number. " + Finding.RESOLVE + " does it.");
    }

    /** A migration of theirs that a reviewer may have made of this one. */
    private Optional<BranchMigration> resembling(BranchMigration mine) {
        return this.branches.theirs().migrations().stream()
                .filter(other -> other.name().equals(mine.name()))
                .filter(other -> !this.branches.hasTaken(other))
                .filter(other -> !other.checksum().equals(mine.checksum()))
                .filter(other -> Similarity.of(mine.up(), other.up()) >= Similarity.ALIKE)
                .findFirst();
    }

    private void twice(BranchMigration mine) {
        this.branches.theirs().migrations().stream()
                .filter(other -> other.checksum().equals(mine.checksum()))
                .findFirst()
                .ifPresent(other -> add(
                        FindingKind.TWICE,
                        mine.label() + " has the text of " + this.them + "'s " + other.label()
                                + "; both are kept, since more than one migration has this text.",
                        mine,
                        other,
                        ""));
    }

    private void late(BranchMigration mine) {
        MigrationVersion highest = this.branches.theirs().highest().orElse(mine.version());
        if (mine.version().compareTo(highest) >= 0) {
            return;
        }
        BranchMigration last = this.branches.theirs().at(highest).findFirst().orElse(null);
        if (this.released.contains(mine)) {
            add(
                    FindingKind.KEEPS_NUMBER,
                    mine.label()
                            + " has been released or merged and keeps its number; where it is missing, the next start applies it,"
                            + " after " + highest + ".",
                    mine,
                    last,
                    "");
        } else {
            add(
                    FindingKind.LATE,
                    mine.label() + " comes late: " + this.them + " is at " + highest
                            + ". Databases that have that version apply it afterwards, new ones before.",
                    mine,
                    last,
                    "");
        }
    }

    private void edited(BranchMigration mine, BranchMigration was) {
        boolean alsoThere = this.branches
                .theirs()
                .at(was.version())
                .noneMatch(other -> other.identity().equals(was.identity()));
        BranchMigration now = this.branches
                .theirs()
                .at(was.version())
                .filter(other -> other.name().equals(was.name()))
                .findFirst()
                .orElse(was);
        add(
                FindingKind.EDITED,
                "This branch edits " + mine.label() + ", which " + this.them + " has"
                        + (alsoThere ? ", and which was edited there, too." : "."),
                mine,
                now,
                "Merged migrations are not edited: write a new one. " + Finding.RESOLVE + " restores the file of "
                        + this.them + ".");
    }

    private void editedThere(BranchMigration mine) {
        Set<Identity> base = BranchComparison.identities(this.branches.base());
        if (!base.contains(mine.identity())) {
            return;
        }
        this.branches
                .theirs()
                .at(mine.version())
                .filter(other -> other.name().equals(mine.name()))
                .filter(other -> !other.checksum().equals(mine.checksum()))
                .forEach(other -> add(
                        FindingKind.EDITED_THERE,
                        this.them + " has edited " + mine.label() + " since this branch left it.",
                        mine,
                        other,
                        "Ask who edited it: databases that have applied it will not run the new text. "
                                + Finding.RESOLVE + " takes the file of " + this.them + "."));
    }

    private void lost(BranchMigration other) {
        Optional<BranchMigration> elsewhere = this.branches.ours().migrations().stream()
                .filter(mine -> mine.checksum().equals(other.checksum()))
                .filter(this.sameContent::containsKey)
                .findFirst();
        if (elsewhere.isPresent()) {
            return;
        }
        add(
                FindingKind.DELETED,
                "This branch deletes " + other.label() + ", which " + this.them + " has.",
                null,
                other,
                "Restore it; if nobody deleted it, a rebase did: a commit that renamed a file with the same path took it"
                        + " along. " + Finding.RESOLVE + " restores it.");
    }

    private void renamed(BranchMigration mine) {
        Set<Identity> before = BranchComparison.identities(this.branches.taken());
        this.branches
                .theirs()
                .at(mine.version())
                .filter(other -> other.identity().equals(mine.identity()) && before.contains(mine.identity()))
                .filter(other -> !other.name().equals(mine.name()))
                .filter(other -> this.branches
                        .taken()
                        .at(mine.version())
                        .anyMatch(was -> was.name().equals(other.name())))
                .forEach(other -> add(
                        FindingKind.RENAMED,
                        "This branch renames " + other.label() + ", which " + this.them + " has, to " + mine.label()
                                + ".",
                        mine,
                        other,
                        "A merged migration keeps its name. " + Finding.RESOLVE + " restores it."));
    }

    private void changedOnBoth(String name, BranchFile mine) {
        BranchFile other = this.branches.theirs().repeatables().get(name);
        BranchFile was = this.branches.base().repeatables().get(name);
        BranchFile seen = this.branches.taken().repeatables().get(name);
        if (other == null || other.checksum().equals(mine.checksum())) {
            return;
        }
        if (isNew(mine, was) && isNew(other, was) && isNew(other, seen)) {
            add(
                    FindingKind.SAME_REPEATABLE,
                    "Both branches change " + mine.path() + ", with two texts.",
                    null,
                    null,
                    "Merge " + this.them + " and write in it what the result of both should be.");
        }
    }

    private static boolean isNew(BranchFile file, @Nullable BranchFile was) {
        return was == null || !was.checksum().equals(file.checksum());
    }

    private void gone(String name, BranchFile was) {
        boolean there = this.branches.theirs().repeatables().containsKey(name);
        boolean here = this.branches.ours().repeatables().containsKey(name);
        if (!there || !here) {
            add(
                    FindingKind.REPEATABLE_GONE,
                    was.path() + " is gone " + (here ? "on " + this.them : "here")
                            + ". Its objects stay: nothing drops them.",
                    null,
                    null,
                    "");
        }
    }

    private void takenBack(BranchMigration was) {
        boolean here = this.branches
                .ours()
                .at(was.version())
                .anyMatch(mine -> mine.identity().equals(was.identity()));
        add(
                FindingKind.TAKEN_BACK,
                this.them + " has reverted " + was.label()
                        + (here
                                ? "; this branch still has it, and a merge removes it."
                                : ", and it is gone from this branch as well."),
                here ? was : null,
                here ? null : was,
                "");
    }

    private void add(
            FindingKind kind,
            String text,
            @Nullable BranchMigration mine,
            @Nullable BranchMigration other,
            String remedy) {
        this.findings.add(Finding.of(kind, text, mine, other, remedy));
    }
}
