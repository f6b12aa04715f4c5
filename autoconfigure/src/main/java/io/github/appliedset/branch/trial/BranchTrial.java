package io.github.appliedset.branch.trial;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.FindingKind;
import io.github.appliedset.branch.NewLabels;
import io.github.appliedset.branch.Renumbering;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the migrations of two branches in the orders in which databases will meet them: the shared ones, theirs, ours, as a
 * database of the other branch; the shared ones, ours, theirs, as a developer's; all by number, as a new one.
 */
public final class BranchTrial {

    /** More forks than this are not made to find out which migration of theirs is in the way. */
    private static final int MOST_FORKS = 16;

    private final Migrator migrator;
    private final Migrator elsewhere;
    private final Coverage coverage;
    private final BranchComparison branches;
    private final List<BranchMigration> shared;
    private final List<BranchMigration> theirs;
    private final List<BranchMigration> ours;
    /** What a developer has run: ours, and in the place of each of ours that goes, the one of theirs that it is. */
    private final List<BranchMigration> developed;

    private final MergedRepeatables repeatables;
    private final Map<BranchMigration, Migration> runnable = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private @Nullable Boolean independent;
    private boolean orderDecides;

    private BranchTrial(
            TrialPlace place,
            BranchComparison branches,
            List<BranchMigration> ours,
            Map<BranchMigration, BranchMigration> replaced,
            Renumbering numbers) {
        this.migrator = place.migrator();
        this.elsewhere = place.elsewhere();
        this.coverage = place.coverage();
        this.branches = branches;
        this.shared = branches.shared();
        this.theirs = branches.addedByThem();
        this.ours = ours;
        this.developed = branches.added().stream()
                .map(mine -> replaced.getOrDefault(mine, mine))
                .filter(each -> ours.contains(each) || this.theirs.contains(each))
                .distinct()
                .toList();
        Stream.concat(this.shared.stream(), this.theirs.stream())
                .forEach(each -> this.runnable.put(
                        each, each.runnable(each.version(), branches.theirs().name())));
        Set<MigrationVersion> used =
                this.runnable.values().stream().map(Migration::version).collect(Collectors.toCollection(HashSet::new));
        Map<BranchMigration, MigrationVersion> versions = new LinkedHashMap<>();
        Map<BranchMigration, String> changed = new HashMap<>();
        for (BranchMigration mine : ours) {
            MigrationVersion version =
                    numbers.of(mine).map(MigrationVersion::parse).orElse(mine.version());
            while (!used.add(version)) {
                version = MigrationVersion.of(version.value() + 1);
            }
            versions.put(mine, version);
            if (!version.equals(mine.version())) {
                changed.put(mine, version.toString());
            }
        }
        NewLabels labels = new NewLabels(changed, replaced);
        versions.forEach((mine, version) -> this.runnable.put(
                mine, labels.in(mine).runnable(version, branches.ours().name())));
        this.repeatables = MergedRepeatables.of(branches).with(this.elsewhere.repeatables());
    }

    /**
     * Tries both branches.
     *
     * @param place where
     * @param ours this branch's new migrations that stay
     * @param replaced this branch's migrations that go, each with the other branch's that takes its place
     * @param numbers the numbers that some of them will get
     */
    public static TrialResult of(
            TrialPlace place,
            BranchComparison branches,
            List<BranchMigration> ours,
            Map<BranchMigration, BranchMigration> replaced,
            Renumbering numbers) {
        String name = branches.theirs().name();
        if (hasDuplicates(branches)) {
            return TrialResult.untried(new Untried(
                    "both orders", name + " has two files of one version", "Settle that on " + name + " first"));
        }
        return new BranchTrial(place, branches, ours, replaced, numbers).run();
    }

    private static boolean hasDuplicates(BranchComparison branches) {
        List<BranchMigration> all = branches.theirs().migrations();
        return all.stream().map(BranchMigration::version).distinct().count() < all.size();
    }

    private TrialResult run() {
        List<Migration> before =
                new ArrayList<>(this.shared.stream().map(this.runnable::get).toList());
        Set<MigrationVersion> files =
                this.runnable.values().stream().map(Migration::version).collect(Collectors.toSet());
        this.elsewhere.onDisk().stream()
                .filter(each -> !files.contains(each.version()))
                .forEach(before::add);
        before.sort(Comparator.comparing(Migration::version));
        try (Replay start = Replay.of(this.migrator)) {
            try {
                start.run(before);
            } catch (MigrationException failure) {
                return TrialResult.untried(new Untried(
                        "both orders",
                        "the migrations that both branches have do not run in an empty database: "
                                + TriedOrder.messageOf(failure),
                        "Run --applied-set.command=snapshot --applied-set.from=migrations for the whole message"));
            }
            return run(start, before);
        }
    }

    private TrialResult run(Replay start, List<Migration> before) {
        List<Untried> untried = new ArrayList<>();
        Map<BranchMigration, Set<ObjectId>> touched = new LinkedHashMap<>();
        try (Replay first = start.fork()) {
            TriedOrder production = TriedOrder.from(first, this.coverage).run(inOrder(this.theirs), this.runnable);
            if (production.hasFailed()) {
                BranchMigration failed = production.failed();
                untried.add(new Untried(
                        "both orders",
                        this.branches.theirs().name() + "'s own " + failed + " does not run: " + production.message(),
                        "Fix it there first"));
                return result(touched, untried);
            }
            production.run(inOrder(this.ours), this.runnable);
            if (production.hasFailed()) {
                try (Replay second = start.fork()) {
                    TriedOrder author = author(second);
                    touched.putAll(touched(production, author));
                    doesNotRun(start, production, author, touched);
                }
            } else {
                boolean repeats = repeat(first, start, untried);
                TriedOrder author = author(start);
                touched.putAll(touched(production, author));
                compareOrders(production, author, touched);
                compareNew(before, production.schema());
                if (!repeats) {
                    this.independent = false;
                }
            }
        }
        return result(touched, untried);
    }

    /** At the end of all versions, as everywhere; false if that shows that both branches do not go together. */
    private boolean repeat(Replay first, Replay start, List<Untried> untried) {
        if (this.repeatables.all().isEmpty()) {
            return true;
        }
        try {
            first.repeat(this.repeatables.all());
            return true;
        } catch (MigrationException failure) {
            String theirOwn = failureOfTheirs(start);
            String name = this.branches.theirs().name();
            if (theirOwn != null) {
                untried.add(new Untried(
                        "the repeatable migrations", name + "'s own do not run: " + theirOwn, "Fix that there first"));
                return true;
            }
            this.findings.add(Finding.of(
                    FindingKind.DOES_NOT_RUN,
                    TriedOrder.subjectOf(failure) + " does not run after the migrations of this branch and of " + name
                            + ": " + TriedOrder.messageOf(failure),
                    null,
                    null,
                    "Merge " + name + " into this branch, and change it, so that it fits what both branches create."));
            return false;
        }
    }

    /** Null if they run without this branch. */
    private @Nullable String failureOfTheirs(Replay start) {
        try (Replay alone = start.fork()) {
            alone.run(this.theirs.stream().map(this.runnable::get).toList());
            alone.repeat(this.repeatables.theirs());
            return null;
        } catch (MigrationException failure) {
            return TriedOrder.messageOf(failure);
        }
    }

    private TriedOrder author(Replay replay) {
        List<BranchMigration> rest = this.theirs.stream()
                .filter(other -> !this.developed.contains(other))
                .toList();
        return TriedOrder.from(replay, this.coverage)
                .run(inOrder(this.developed), this.runnable)
                .run(inOrder(rest), this.runnable);
    }

    /** As a start runs them: each behind those of them that its file waits for. */
    private List<BranchMigration> inOrder(List<BranchMigration> some) {
        List<Migration> order =
                Replay.inOrder(some.stream().map(this.runnable::get).toList());
        return some.stream()
                .sorted(Comparator.comparing(each -> order.indexOf(this.runnable.get(each))))
                .toList();
    }

    private Map<BranchMigration, Set<ObjectId>> touched(TriedOrder production, TriedOrder author) {
        Map<BranchMigration, Set<ObjectId>> touched = new LinkedHashMap<>();
        Stream.concat(this.theirs.stream(), this.ours.stream()).forEach(each -> {
            Set<ObjectId> objects = new TreeSet<>(production.touched(each));
            objects.addAll(author.touched(each));
            touched.put(each, objects);
        });
        return touched;
    }

    private TrialResult result(Map<BranchMigration, Set<ObjectId>> touched, List<Untried> untried) {
        Map<BranchMigration, List<String>> objects = new HashMap<>();
        touched.forEach((migration, ids) -> objects.put(migration, names(ids)));
        return new TrialResult(this.independent, this.orderDecides, this.findings, objects, this.differences, untried);
    }

    private void doesNotRun(
            Replay start, TriedOrder production, TriedOrder author, Map<BranchMigration, Set<ObjectId>> touched) {
        this.independent = false;
        BranchMigration mine = production.failed();
        boolean alone = mine != null && mine.equals(author.failed());
        BranchMigration theirs = alone || mine == null ? null : culprit(start, mine);
        String name = this.branches.theirs().name();
        List<BranchMigration> takenBack = this.branches.takenBack();
        Set<ObjectId> both = new TreeSet<>(touched.getOrDefault(mine, Set.of()));
        if (theirs != null) {
            both.retainAll(touched.getOrDefault(theirs, Set.of()));
        }
        String text = mine + " does not run"
                + (alone ? ", neither before nor after the new migrations of " + name : " after " + name + "'s")
                + (theirs == null ? "" : " " + theirs)
                + ": " + production.message();
        String remedy = !takenBack.isEmpty()
                ? "Yours may need migrations that " + name + " has reverted: "
                        + takenBack.stream().map(BranchMigration::label).collect(Collectors.joining(", "))
                        + ". Merge it once more, or change " + mine + "."
                : "Change " + mine + ", so that it runs after the migrations that " + name
                        + " has; nobody else has applied it.";
        this.findings.add(
                Finding.of(FindingKind.DOES_NOT_RUN, text, mine, theirs, remedy).about(names(both)));
    }

    /** The first migration of theirs after which ours does not run any more. */
    private @Nullable BranchMigration culprit(Replay start, BranchMigration mine) {
        if (this.theirs.size() == 1) {
            return this.theirs.get(0);
        }
        List<BranchMigration> upToMine = this.ours.subList(0, this.ours.indexOf(mine) + 1);
        for (int end = 1; end <= Math.min(this.theirs.size(), MOST_FORKS); end++) {
            try (Replay some = start.fork()) {
                TriedOrder order = TriedOrder.from(some, this.coverage)
                        .run(this.theirs.subList(0, end), this.runnable)
                        .run(upToMine, this.runnable);
                if (order.hasFailed()) {
                    return this.theirs.get(end - 1);
                }
            }
        }
        return null;
    }

    private void compareOrders(TriedOrder production, TriedOrder author, Map<BranchMigration, Set<ObjectId>> touched) {
        String name = this.branches.theirs().name();
        if (author.hasFailed()) {
            BranchMigration failed = author.failed();
            this.independent = false;
            if (!this.ours.contains(failed)) {
                this.findings.add(Finding.of(
                        FindingKind.ORDER_DIFFERS,
                        name + "'s " + failed + " does not run after this branch's: " + author.message()
                                + ". This affects only a database that already has this branch's migrations.",
                        null,
                        failed,
                        "A development database: --applied-set.command=align"));
            }
            return;
        }
        SchemaDrift drift = SchemaComparison.between(production.schema(), author.schema());
        this.independent = drift.isEmpty() && drift.wordedDifferently().isEmpty();
        this.differences.addAll(lines(drift));
        Set<ObjectId> differing =
                drift.differences().stream().map(Difference::id).collect(Collectors.toCollection(TreeSet::new));
        Set<ObjectId> told = sameObjects(differing, touched);
        differing.removeAll(told);
        if (!differing.isEmpty()) {
            this.findings.add(Finding.of(
                            FindingKind.ORDER_DIFFERS,
                            "The order of both branches makes a difference. A database that has " + name
                                    + "'s already is right; one that applied this branch's first is not.",
                            null,
                            null,
                            "A development database: --applied-set.command=align")
                    .about(names(differing)));
        }
        drift.columnOrder()
                .forEach(order -> this.findings.add(Finding.of(
                                FindingKind.SAME_TABLE,
                                "Both branches change the columns of " + order.table()
                                        + ". Their order depends on which comes first: "
                                        + String.join(", ", order.expected())
                                        + " after " + name + "'s.",
                                null,
                                null,
                                "")
                        .about(names(List.of(order.table())))));
    }

    /** What both change, so that the later one wins; returns it. */
    private Set<ObjectId> sameObjects(Set<ObjectId> differing, Map<BranchMigration, Set<ObjectId>> touched) {
        Set<ObjectId> told = new TreeSet<>();
        for (BranchMigration mine : this.ours) {
            for (BranchMigration other : this.theirs) {
                Set<ObjectId> both = new TreeSet<>(touched.getOrDefault(mine, Set.of()));
                both.retainAll(touched.getOrDefault(other, Set.of()));
                both.retainAll(differing);
                if (!both.isEmpty()) {
                    told.addAll(both);
                    String name = this.branches.theirs().name();
                    Finding finding = Finding.of(
                                    FindingKind.SAME_OBJECT,
                                    mine + " and " + name + "'s " + other
                                            + " change the same object, and the later one wins.",
                                    mine,
                                    other,
                                    "Merge " + name + " into this branch, and write in " + mine
                                            + " what the result of both should be.")
                            .about(names(both));
                    this.findings.add(this.branches.hasTaken(other) ? finding.asNote() : finding);
                }
            }
        }
        return told;
    }

    /** A new database runs all by number. */
    private void compareNew(List<Migration> before, Schema production) {
        List<Migration> inOrder = new ArrayList<>(before);
        this.theirs.forEach(each -> inOrder.add(this.runnable.get(each)));
        this.ours.forEach(each -> inOrder.add(this.runnable.get(each)));
        List<Migration> byNumber = new ArrayList<>(inOrder);
        byNumber.sort(Comparator.comparing(Migration::version));
        if (byNumber.equals(inOrder)) {
            return;
        }
        BranchMigration late = this.ours.stream()
                .filter(mine -> isLate(mine, byNumber, inOrder))
                .findFirst()
                .orElse(null);
        String name = this.branches.theirs().name();
        String remedy =
                "Give this branch's migrations numbers above " + name + "'s. --applied-set.command=resolve does it.";
        try (Replay fresh = Replay.of(this.migrator)) {
            fresh.run(byNumber);
            SchemaDrift drift = SchemaComparison.between(production, fresh.schema(this.coverage));
            if (drift.isEmpty()) {
                return;
            }
            this.orderDecides = true;
            this.findings.add(Finding.of(
                            FindingKind.ORDER_DECIDES,
                            "A new database, which runs all by number, would not get the schema of one that has " + name
                                    + "'s migrations already.",
                            late,
                            null,
                            remedy)
                    .about(names(
                            drift.differences().stream().map(Difference::id).toList())));
        } catch (MigrationException failure) {
            this.orderDecides = true;
            this.findings.add(Finding.of(
                    FindingKind.ORDER_DECIDES,
                    "All migrations by number do not run in a new database: " + TriedOrder.messageOf(failure),
                    late,
                    null,
                    remedy));
        }
    }

    private boolean isLate(BranchMigration mine, List<Migration> byNumber, List<Migration> inOrder) {
        Migration migration = this.runnable.get(mine);
        return byNumber.indexOf(migration) != inOrder.indexOf(migration);
    }

    private static List<String> lines(SchemaDrift drift) {
        return DriftText.of(drift).lines().filter(line -> !line.isBlank()).toList();
    }

    private static List<String> names(Collection<ObjectId> ids) {
        return ids.stream().map(ObjectId::toString).sorted().distinct().toList();
    }
}
