package io.github.appliedset.branch;

import io.github.appliedset.branch.Resolution.Question;
import io.github.appliedset.branch.Resolution.SamePath;
import io.github.appliedset.migration.Migration;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides how two branches are settled: each finding, then the numbers, then what is left. */
public final class Resolver {

    private static final Set<FindingKind> LEFT = Set.of(
            FindingKind.DOES_NOT_RUN,
            FindingKind.SAME_OBJECT,
            FindingKind.GONE_AND_USED,
            FindingKind.SAME_REPEATABLE,
            FindingKind.SAME_DOWN);

    private final Question question;
    private final Clock clock;
    private final BranchComparison branches;
    private final String them;
    private final Map<String, BranchFile> theirPaths;
    private final Map<String, FileStep> steps = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final Map<BranchMigration, BranchMigration> gone = new LinkedHashMap<>();
    private final Map<BranchMigration, BranchMigration> renamed = new LinkedHashMap<>();

    private Resolver(Question question, Clock clock) {
        this.question = question;
        this.clock = clock;
        this.branches = question.branches();
        this.them = this.branches.theirs().name();
        this.theirPaths = this.branches.theirs().migrations().stream()
                .flatMap(migration -> migration.files().stream())
                .collect(Collectors.toMap(BranchFile::path, Function.identity(), (one, other) -> one));
    }

    /** Decides. */
    public static Resolution decide(Question question, Clock clock) {
        return new Resolver(question, clock).resolution();
    }

    private Resolution resolution() {
        this.question.findings().forEach(this::settle);
        this.question.elsewhere().stream()
                .filter(migration -> migration.up().isCode())
                .forEach(this::code);
        Map<BranchMigration, String> renumbered = renumber();
        this.question.findings().forEach(finding -> leave(finding, renumbered));
        this.branches.ours().loneDowns().forEach(this::spare);
        return new Resolution(renumbered, List.copyOf(this.steps.values()), this.lines, this.left, this.refusals);
    }

    /** Text that nothing else has is not overwritten. */
    private void spare(BranchFile loneDown) {
        FileStep step = this.steps.get(loneDown.path());
        byte[] content = step == null ? null : step.content();
        if (content != null
                && !new BranchFile(loneDown.path(), content).checksum().equals(loneDown.checksum())) {
            this.refusals.add(loneDown.path() + " would be overwritten, and has no up file. Delete or rename it.");
        }
    }

    private void settle(Finding finding) {
        BranchMigration mine = finding.mine().orElse(null);
        BranchMigration other = finding.other().orElse(null);
        switch (finding.kind()) {
            case SAME_CONTENT -> {
                if (mine != null && other != null) {
                    theirsIsMine(mine, other, "is " + this.them + "'s " + other.label());
                }
            }
            case SAME_STATEMENTS -> {
                if (mine != null && other != null) {
                    sameStatements(mine, other);
                }
            }
            case SAME_PATH, RESEMBLES -> {
                if (mine != null && other != null) {
                    answered(finding, mine, other);
                }
            }
            case EDITED, EDITED_THERE, RENAMED -> {
                if (mine != null && other != null) {
                    theirs(mine, other);
                }
            }
            case DELETED -> {
                if (other != null) {
                    restore(other);
                }
            }
            case SAME_NUMBER -> {
                if (mine != null && isReleased(mine)) {
                    this.refusals.add(finding.text() + " " + finding.remedy());
                }
            }
            case TAKEN_BACK -> takenBack(finding, other);
            default -> {}
        }
    }

    /** What only a person can do, and in which file. */
    private void leave(Finding finding, Map<BranchMigration, String> renumbered) {
        if (LEFT.contains(finding.kind())) {
            String file = finding.mine()
                    .map(renumbered::get)
                    .map(path -> " Its file is " + path + " then.")
                    .orElse("");
            this.left.add(finding.text() + " " + finding.remedy() + file);
        }
    }

    private void sameStatements(BranchMigration mine, BranchMigration other) {
        theirsIsMine(mine, other, "has the same statements as " + this.them + "'s " + other.label());
    }

    /** Two texts of which somebody has said whether they are one migration. */
    private void answered(Finding finding, BranchMigration mine, BranchMigration other) {
        boolean collide = mine.version().equals(other.version());
        SamePath answer = this.question.samePath().get(mine);
        if (answer == SamePath.TWO && collide && isReleased(mine)) {
            this.refusals.add(finding.text() + " " + keepsItsNumber(mine));
        } else if (answer == SamePath.ONE && SameStatements.in(mine.up(), other.up())) {
            sameStatements(mine, other);
        } else if (answer == SamePath.ONE
                && oneOf(mine, other, "became " + this.them + "'s " + other.label())
                && (this.question.meeting() || isLost(other))) {
            put(other);
        }
    }

    private boolean isReleased(BranchMigration mine) {
        return this.question.released().contains(mine);
    }

    private String keepsItsNumber(BranchMigration mine) {
        return mine.label() + " has been released or merged, and keeps its number: a protected ref has it.";
    }

    /**
     * Of two files that have run alike only theirs stays: with it a later merge has nothing to do, and the row of mine has
     * a file.
     */
    private void theirsIsMine(BranchMigration mine, BranchMigration other, String why) {
        if (oneOf(mine, other, why)) {
            put(other);
            keepDown(mine, other);
        }
    }

    /** Ours goes, unless a database may have it. */
    private boolean oneOf(BranchMigration mine, BranchMigration other, String why) {
        if (isReleased(mine)) {
            this.refusals.add(mine.label() + " " + why + ". " + keepsItsNumber(mine)
                    + " Keep one of the two by hand, and tell the databases that have applied the other:"
                    + " --applied-set.command=renumber");
            return false;
        }
        this.gone.put(mine, other);
        this.lines.add(mine.label() + " " + why + ": its files go");
        mine.files().forEach(file -> delete(file.path()));
        return true;
    }

    /** Of one up file, the text that leads back must not get lost without a word. */
    private void keepDown(BranchMigration mine, BranchMigration other) {
        BranchFile ours = mine.down();
        BranchFile theirs = other.down();
        if (ours == null) {
            return;
        }
        String path = other.up().path().replaceFirst("\\.up\\.sql$", ".down.sql");
        boolean free = this.branches.ours().migrations().stream()
                .flatMap(each -> each.files().stream())
                .noneMatch(file -> file != ours && file.path().equals(path));
        if (theirs == null && free) {
            this.steps.put(path, new FileStep(path, ours.content()));
            this.lines.add(other.label() + " has no down file on " + this.them + ", and gets ours");
        } else if (theirs == null || !theirs.checksum().equals(ours.checksum())) {
            this.left.add(ours.path() + " goes, and "
                    + (theirs == null ? this.them + " has no down file" : theirs.path() + " has a different text")
                    + ". If ours is better, put its text there after the merge.");
        }
    }

    /** The other branch's file, where it has been merged or was this branch's own doing to change it. */
    private void theirs(BranchMigration mine, BranchMigration other) {
        boolean unchangedHere = this.branches.base().migrations().stream()
                .anyMatch(was -> was.identity().equals(mine.identity()));
        if (unchangedHere && !this.question.meeting() && !isKnown(other)) {
            return;
        }
        this.renamed.put(mine, other);
        this.lines.add(other.label() + " becomes the version on " + this.them);
        mine.files().forEach(file -> delete(file.path()));
        put(other);
    }

    private boolean isKnown(BranchMigration other) {
        return this.branches.taken().migrations().stream()
                .anyMatch(was -> was.identity().equals(other.identity()));
    }

    private boolean isLost(BranchMigration other) {
        return isKnown(other) && !this.branches.hasTaken(other);
    }

    private void restore(BranchMigration other) {
        this.lines.add(other.label() + " is restored as on " + this.them);
        put(other);
    }

    /** What a revert on the other branch took from this one, if what is left does not run without it. */
    private void takenBack(Finding finding, @Nullable BranchMigration lost) {
        boolean needed = this.question.findings().stream().anyMatch(each -> each.kind() == FindingKind.DOES_NOT_RUN);
        boolean free = lost != null
                && this.branches.theirs().at(lost.version()).findAny().isEmpty()
                && this.branches.ours().at(lost.version()).findAny().isEmpty();
        if (lost != null && needed && free) {
            this.lines.add(lost.label() + ", which " + this.them
                    + " has reverted, is restored: this branch does not run without it");
            put(lost);
        } else if (needed) {
            this.left.add(finding.text());
        }
    }

    private void code(Migration code) {
        this.branches
                .theirs()
                .at(code.version())
                .findFirst()
                .ifPresent(
                        other -> this.left.add(
                                "The " + code.up().location() + " has version " + code.version()
                                        + ", and " + this.them + " has " + other.label()
                                        + ". Give the class a different version by hand; a row without a checksum is never renumbered."));
    }

    private Map<BranchMigration, String> renumber() {
        List<BranchMigration> candidates = this.question.stays().stream()
                .filter(mine -> !this.gone.containsKey(mine))
                .toList();
        Renumbering numbers = Renumbering.of(
                this.branches,
                candidates,
                this.question.released(),
                this.question.elsewhere(),
                this.question.late(),
                this.clock);
        Map<BranchMigration, BranchMigration> replaced = new HashMap<>(this.renamed);
        replaced.putAll(this.gone);
        NewLabels labels = new NewLabels(numbers.numbers(), replaced);
        Map<BranchMigration, String> renumbered = new LinkedHashMap<>();
        Optional<String> folder = movedTo();
        for (BranchMigration mine : candidates) {
            String number = numbers.of(mine).orElse(null);
            if (number != null) {
                this.lines.add(mine.label() + " becomes " + number + "_" + mine.name());
            } else if (folder.isPresent()) {
                this.lines.add(mine.label() + " moves to " + folder.get());
            }
            for (BranchFile file : mine.files()) {
                byte[] content = labels.in(file.content());
                String path = path(file, number, folder.orElse(file.folder()));
                boolean moves = !path.equals(file.path());
                if (moves) {
                    leave(file.path());
                }
                if (content != file.content()) {
                    this.lines.add(file.fileName() + " names a number that changes, and is changed with it");
                }
                if (!moves && this.question.unmerged().contains(path)) {
                    this.lines.add(file.fileName() + " stays where git put it");
                }
                if (moves
                        || content != file.content()
                        || this.question.unmerged().contains(path)) {
                    this.steps.put(path, new FileStep(path, content));
                }
                if (number != null && file == mine.up()) {
                    renumbered.put(mine, path);
                }
            }
        }
        return renumbered;
    }

    /** Where the other branch has its files now, if it has moved all of them away from where ours are. */
    private Optional<String> movedTo() {
        Set<String> theirs = folders(this.branches.theirs());
        Set<String> before = folders(this.branches.base());
        boolean moved = theirs.size() == 1 && before.size() == 1 && !theirs.equals(before);
        return moved ? theirs.stream().findFirst() : Optional.empty();
    }

    private static Set<String> folders(BranchTree tree) {
        return tree.migrations().stream()
                .map(migration -> migration.up().folder())
                .collect(Collectors.toSet());
    }

    private static String path(BranchFile file, @Nullable String number, String folder) {
        String name = file.fileName();
        String renamed = number == null ? name : number + name.substring(name.indexOf('_'));
        return folder.isEmpty() ? renamed : folder + "/" + renamed;
    }

    private void put(BranchMigration other) {
        other.files().forEach(file -> this.steps.put(file.path(), new FileStep(file.path(), file.content())));
    }

    private void delete(String path) {
        this.steps.putIfAbsent(path, new FileStep(path, null));
    }

    /** A path that this branch's file leaves may be the other branch's. */
    private void leave(String path) {
        BranchFile theirs = this.theirPaths.get(path);
        if (theirs != null && (this.question.meeting() || isTaken(path))) {
            this.steps.putIfAbsent(path, new FileStep(path, theirs.content()));
        } else {
            delete(path);
        }
    }

    private boolean isTaken(String path) {
        return this.branches.taken().migrations().stream()
                .flatMap(migration -> migration.files().stream())
                .anyMatch(file -> file.path().equals(path));
    }
}
