package io.github.appliedset.command;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.FindingKind;
import io.github.appliedset.branch.Findings;
import io.github.appliedset.branch.Resolution;
import io.github.appliedset.branch.Resolver;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.branch.git.BranchReader;
import io.github.appliedset.branch.git.WorkTree;
import io.github.appliedset.branch.trial.BranchReport;
import io.github.appliedset.command.AfterResolving.Rebuilt;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Settles what {@link ConflictsCommand} finds. */
final class ResolveCommand implements Command {

    private static final String NOTHING_WRITTEN = "Nothing was written: this is a dry run.\n";

    private final UnaryOperator<@Nullable String> environment;
    private final Clock clock;

    ResolveCommand() {
        this(System::getenv, Clock.systemUTC());
    }

    ResolveCommand(UnaryOperator<@Nullable String> environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Manual manual() {
        return Manual.of("settles what conflicts finds", """
                        Gives this branch's new migrations different numbers where necessary, brings back files that git
                        has lost, and rebuilds the snapshot. Shows the whole plan and asks once; stages what it writes
                        and never commits, stashes or fetches. Versions that a protected ref has keep their numbers. A run
                        that was killed is finished by the next.""")
                .with(
                        BranchInput.ONTO,
                        CommandOption.of(
                                        "same-path",
                                        "two|one",
                                        "two texts under one path: two migrations, or one that was edited, which leaves the"
                                                + " other branch's text; 3:two,4:one answers for each number")
                                .orByNumber(),
                        CommandOption.of(
                                "allow",
                                DataLoss.WORD,
                                "agrees to the plan even if the development database would lose something; yes does not"),
                        CommandOption.switchedOn("dry-run", "only shows the plan"),
                        BranchInput.FOLDER,
                        BranchInput.BASE,
                        BranchInput.OURS,
                        BranchInput.THEIRS)
                .exits(CommandResult.DONE, "settled, or nothing to settle")
                .exits(CommandResult.FAILED, "refused, or nobody agreed: nothing was written; or conflicts are left")
                .example("onto=origin/main")
                .calledElsewhere("rebase", "merge", "fix-conflicts");
    }

    @Override
    public CommandResult run(CommandInput input) {
        BranchInput branches = new BranchInput(input, input.migratorName(), this.environment, this.clock);
        if (this.environment.apply("GIT_INDEX_FILE") != null) {
            throw BranchException.unsettled(
                    List.of("This runs in a git hook, which has an index of its own."),
                    "Run the command outside a hook; in a hook, run --applied-set.command=conflicts.");
        }
        BranchReader reader = branches.reader();
        WorkTree tree = reader == null ? WorkTree.of(branches.folder(BranchInput.OURS)) : WorkTree.of(reader);
        boolean dryRun = input.options().isTrue("dry-run");
        boolean allowed = DataLoss.isAllowed(input);
        ScratchServer server = branches.scratchServer();
        AfterResolving after = new AfterResolving(input, branches, tree, reader, server);
        StoppedRun stopped = StoppedRun.settle(input, tree, after, dryRun);
        BranchSides sides = reader == null ? branches.sidesOfFolders() : reader.readToSettle();
        refuse(reader, sides);
        boolean meeting = reader != null && reader.isMeeting();
        Set<String> edited = reader == null ? Set.of() : reader.editedByHand();
        SamePathAnswers answers =
                SamePathAnswers.of(input, Findings.of(sides.comparisons().get(0), sides.released()), dryRun, edited);
        BranchReport report =
                branches.reports(sides, reader, answers.one(), server).get(0);
        Resolution plan = Resolver.decide(
                new Resolution.Question(
                        report.branches(),
                        report.findings(),
                        report.stays(),
                        sides.released(),
                        report.trial().orderDecides(),
                        meeting,
                        reader == null ? Set.of() : Set.copyOf(reader.unmerged()),
                        answers.given(),
                        elsewhere(branches, reader)),
                this.clock);
        if (!plan.refusals().isEmpty()) {
            throw BranchException.unsettled(plan.refusals(), "Settle these by hand, then run the command again.");
        }
        Optional<Path> snapshot = branches.snapshotFolder();
        Optional<ResolveAlignment> alignment = after.alignment(
                        plan.steps(), report.branches().ours().migrations())
                .map(each -> each.unless(!report.trial().known().orElse(true)))
                .map(each -> each.ifItRuns(runs(report)))
                .map(each -> each.unlessLost(allowed || dryRun || input.asks()));
        boolean rebuilds = snapshot.isPresent()
                && (!plan.isEmpty()
                        || !stopped.isFinished()
                                && (meeting || report.branches().hasMet() && after.isStale(snapshot.get())));
        String shown = ResolveOutput.shown(plan, sides, report, edited, rebuilds, alignment);
        if (plan.isEmpty()
                && !rebuilds
                && alignment
                        .filter(each -> each.hasWork(meeting || stopped.isFinished()))
                        .isEmpty()) {
            return new CommandResult(
                    exitCode(unmerged(reader)),
                    (unmerged(reader).isEmpty() ? "There is nothing to settle.\n" : unmerged(reader))
                            + ResolveOutput.left(plan),
                    ResolveOutput.json(plan, stopped.snapshot(), dryRun, false));
        }
        if (dryRun) {
            return new CommandResult(
                    CommandResult.DONE, shown + NOTHING_WRITTEN, ResolveOutput.json(plan, Rebuilt.NONE, true, false));
        }
        WorkTree.Planned planned = tree.plan(plan.steps());
        boolean loses = alignment.filter(ResolveAlignment::losesSomething).isPresent();
        boolean agreed = loses ? allowed : input.options().isTrue("yes");
        agree(input, shown, agreed, loses);
        AfterResolving.Result done = tree.apply(planned, () -> after.carryOut(rebuilds, alignment));
        MigrationException failure = done.failure();
        if (failure != null) {
            throw failure;
        }
        String databases = done.aligned() == null ? ResolveOutput.databases(plan, alignment) : done.aligned();
        String unmerged = unmerged(reader);
        return new CommandResult(
                exitCode(unmerged),
                (agreed ? shown : "")
                        + (reader == null
                                ? "Done. There is no git repository here, so nothing is staged.\n"
                                : "Done; all changes are staged, and nothing is committed.\n")
                        + done.snapshot().text()
                        + unmerged
                        + databases,
                ResolveOutput.json(
                        plan, rebuilds ? done.snapshot() : stopped.snapshot(), false, done.aligned() != null));
    }

    private static boolean runs(BranchReport report) {
        return report.findings().stream().noneMatch(finding -> finding.kind() == FindingKind.DOES_NOT_RUN);
    }

    private static int exitCode(String unmerged) {
        return unmerged.isEmpty() ? CommandResult.DONE : CommandResult.FAILED;
    }

    /** What git still waits for among migrations and snapshot; empty for nothing. */
    private static String unmerged(@Nullable BranchReader reader) {
        List<String> paths = reader == null ? List.of() : reader.unmerged();
        return paths.isEmpty()
                ? ""
                : "Conflicts that this command does not settle:\n"
                        + paths.stream().map(path -> "  " + path + "\n").collect(Collectors.joining())
                        + "Settle these by hand, then git add them.\n";
    }

    private static void refuse(@Nullable BranchReader reader, BranchSides sides) {
        List<String> reasons = new ArrayList<>(reader == null ? List.of() : reader.refusals());
        sides.untried().stream()
                .filter(Untried::forbidsSettling)
                .forEach(each -> reasons.add(
                        "Not known: " + each.what() + ", since " + each.why() + ". " + each.remedy() + "."));
        if (reasons.isEmpty() && sides.comparisons().isEmpty()) {
            reasons.add("There is no other branch to settle with.");
        }
        if (!reasons.isEmpty()) {
            throw BranchException.unsettled(reasons, "Do what the reasons say, then run the command again.");
        }
    }

    private static void agree(CommandInput input, String shown, boolean agreed, boolean loses) {
        if (agreed) {
            return;
        }
        if (input.terminal().isPresent()) {
            input.ask(shown, loses ? "Lose what is listed, and do all of this?" : "Do this?");
        } else {
            throw BranchException.unsettled(
                    List.of("There is no terminal to agree to this plan on:\n\n" + shown),
                    "Run the command at a terminal, or agree in advance: --applied-set.yes=true");
        }
    }

    /** Without those of other modules where these cannot be read: then no order is tried, which is said. */
    private static List<Migration> elsewhere(BranchInput branches, @Nullable BranchReader reader) {
        Migrator migrator = branches.input().migrators().get(branches.migrator());
        if (migrator == null) {
            return List.of();
        }
        try {
            return branches.elsewhere(migrator, reader).onDisk().toList();
        } catch (InvalidMigrationException notThere) {
            return migrator.inJava().toList();
        }
    }
}
