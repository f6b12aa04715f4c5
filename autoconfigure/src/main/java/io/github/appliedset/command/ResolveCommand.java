package io.github.appliedset.command;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.FindingKind;
import io.github.appliedset.branch.Resolution;
import io.github.appliedset.branch.Resolution.SamePath;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.branch.git.BranchReader;
import io.github.appliedset.branch.git.FolderSides;
import io.github.appliedset.branch.git.WorkTree;
import io.github.appliedset.branch.trial.BranchReport;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settles what {@link ConflictsCommand} finds. */
final class ResolveCommand implements Command {

    private static final String NOTHING_WRITTEN = "Nothing was written: this is a dry run.\n";
    private static final Set<FindingKind> ASKED = Set.of(FindingKind.SAME_PATH, FindingKind.RESEMBLES);

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
                        Gives this branch's new migrations other numbers where they must have them, brings back what git
                        has lost, and rebuilds the snapshot. Shows the whole plan and asks once; stages what it writes
                        and never commits, stashes or fetches. Versions that a protected ref has keep their numbers. A run
                        that was killed is finished by the next.""")
                .with(
                        BranchInput.ONTO,
                        CommandOption.of(
                                "same-path",
                                "two|one",
                                "two texts under one path: two migrations, or one that was edited, which leaves the"
                                        + " other branch's text"),
                        CommandOption.switchedOn("dry-run", "only shows the plan"),
                        BranchInput.FOLDER,
                        BranchInput.BASE,
                        BranchInput.OURS,
                        BranchInput.THEIRS)
                .exits(CommandResult.DONE, "settled, or nothing to settle")
                .exits(
                        CommandResult.FAILED,
                        "refused, or nobody has agreed: nothing was written; or conflicts are left")
                .example("onto=origin/main")
                .calledElsewhere("rebase", "merge", "fix-conflicts");
    }

    @Override
    public CommandResult run(CommandInput input) {
        BranchInput branches = new BranchInput(input, input.migratorName(), this.environment, this.clock);
        if (this.environment.apply("GIT_INDEX_FILE") != null) {
            throw BranchException.unsettled(
                    List.of("This is a hook of git, which has an index of its own."),
                    "Run the command outside of hooks; in a hook, run --applied-set.command=conflicts.");
        }
        BranchReader reader = branches.isOfFolders() ? null : branches.reader();
        WorkTree tree = reader == null ? WorkTree.of(branches.folder(BranchInput.OURS)) : WorkTree.of(reader);
        boolean dryRun = input.options().isTrue("dry-run");
        AfterResolving after = new AfterResolving(input, branches, tree, reader);
        List<String> finished = dryRun ? List.of() : tree.finish(after::again);
        if (!finished.isEmpty()) {
            input.say().accept("Finished a run that had been stopped: " + Count.of(finished.size(), "file") + "\n");
        }
        BranchSides sides = reader == null
                ? FolderSides.of(
                        branches.folder(BranchInput.BASE),
                        branches.folder(BranchInput.OURS),
                        branches.folder(BranchInput.THEIRS))
                : reader.readToSettle();
        refuse(reader, sides);
        BranchReport report = branches.reports(sides).get(0);
        boolean meeting = reader != null && reader.isMeeting();
        Resolution plan = Resolution.of(
                new Resolution.Question(
                        report.branches(),
                        report.findings(),
                        report.stays(),
                        sides.released(),
                        report.trial().orderDecides(),
                        meeting,
                        samePath(input, report, dryRun),
                        code(input)),
                this.clock);
        if (!plan.refusals().isEmpty()) {
            throw BranchException.unsettled(plan.refusals(), "Settle these by hand, then run the command again.");
        }
        Optional<Path> snapshot = branches.snapshotFolder();
        Optional<ResolveAlignment> alignment = after.alignment(plan.steps())
                .map(each -> each.unless(!report.trial().known().orElse(true)))
                .map(each -> each.ifItRuns(runs(report)));
        boolean changes = !plan.isEmpty() || meeting;
        boolean rebuilds =
                snapshot.isPresent() && (changes || report.branches().hasMet() && after.isStale(snapshot.get()));
        String shown = shown(plan, sides, report, rebuilds, alignment);
        if (plan.isEmpty()
                && !rebuilds
                && alignment.filter(ResolveAlignment::hasWork).isEmpty()) {
            return new CommandResult(
                    exitCode(unmerged(reader)),
                    (unmerged(reader).isEmpty() ? "There is nothing to settle.\n" : unmerged(reader)) + left(plan),
                    json(plan, "none", dryRun, false));
        }
        if (dryRun) {
            return new CommandResult(CommandResult.DONE, shown + NOTHING_WRITTEN, json(plan, "none", true, false));
        }
        WorkTree.Planned planned = tree.plan(plan.steps(), AfterResolving.note(alignment));
        agree(input, shown);
        AfterResolving.Result done = tree.apply(planned, () -> after.carryOut(alignment));
        MigrationException failure = done.failure();
        if (failure != null) {
            throw failure;
        }
        String databases = done.aligned() == null ? databases(plan, alignment) : done.aligned();
        String unmerged = unmerged(reader);
        return new CommandResult(
                exitCode(unmerged),
                (input.asks() ? "" : shown) + "Done; everything is staged and nothing is committed.\n"
                        + done.snapshot().text()
                        + unmerged
                        + databases,
                json(plan, done.snapshot().word(), false, done.aligned() != null));
    }

    private static boolean runs(BranchReport report) {
        return report.findings().stream().noneMatch(finding -> finding.kind() == FindingKind.DOES_NOT_RUN);
    }

    private static int exitCode(String unmerged) {
        return unmerged.isEmpty() ? CommandResult.DONE : CommandResult.FAILED;
    }

    /** What git still waits for in the folders; empty for nothing. */
    private static String unmerged(@Nullable BranchReader reader) {
        List<String> paths = reader == null ? List.of() : reader.unmerged();
        return paths.isEmpty()
                ? ""
                : "Conflicts that this command does not settle:\n"
                        + paths.stream().map(path -> "  " + path + "\n").collect(Collectors.joining())
                        + "Edit these by hand, then git add them.\n";
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

    /** One migration or two: only a person knows. */
    private static @Nullable SamePath samePath(CommandInput input, BranchReport report, boolean dryRun) {
        Optional<String> given = input.options().text("same-path");
        if (given.isPresent()) {
            return SamePath.valueOf(
                    input.options().oneOf("same-path", List.of("two", "one")).toUpperCase(Locale.ROOT));
        }
        List<Finding> open = report.findings().stream()
                .filter(finding -> ASKED.contains(finding.kind()))
                .toList();
        if (open.isEmpty() || dryRun) {
            return null;
        }
        if (!input.asks()) {
            throw BranchException.unsettled(
                    open.stream()
                            .map(finding -> finding.text() + "\n" + files(finding))
                            .toList(),
                    "Say whether these are two migrations or one that was edited: --applied-set.same-path=two keeps both,"
                            + " --applied-set.same-path=one keeps the other branch's text.");
        }
        input.say()
                .accept(open.stream()
                        .map(finding -> finding.text() + "\n" + files(finding) + "\n")
                        .collect(Collectors.joining("\n")));
        String answer = input.terminal().ask("Two migrations, or one that was edited? [two/one] ");
        return Stream.of(SamePath.values())
                .filter(each ->
                        answer != null && each.name().equals(answer.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(DeclinedException::new);
    }

    private static String files(Finding finding) {
        return Stream.concat(finding.mine().stream(), finding.other().stream())
                .map(migration -> "    " + migration.up().path() + ", "
                        + migration.checksum().hex().substring(0, 12))
                .collect(Collectors.joining("\n"));
    }

    private static void agree(CommandInput input, String shown) {
        if (input.asks()) {
            input.ask(shown, "Do this?");
        } else if (!input.options().isTrue("yes")) {
            throw BranchException.unsettled(
                    List.of("Nobody is at a terminal to agree to this plan:\n\n" + shown),
                    "Run the command at a terminal, or agree in advance: --applied-set.yes=true");
        }
    }

    private static String shown(
            Resolution plan,
            BranchSides sides,
            BranchReport report,
            boolean snapshot,
            Optional<ResolveAlignment> alignment) {
        StringBuilder text = new StringBuilder("To settle this branch with ")
                .append(sides.theirsAre().isEmpty() ? report.branches().theirs().name() : sides.theirsAre())
                .append(":\n\n");
        plan.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        text.append(plan.steps().isEmpty() && !snapshot ? "" : "\nFiles:\n");
        plan.steps()
                .forEach(step -> text.append(step.deletes() ? "  - " : "  + ")
                        .append(step.path())
                        .append('\n'));
        if (snapshot) {
            text.append("  the snapshot, rebuilt from the migrations\n");
        }
        alignment.map(ResolveAlignment::lines).filter(lines -> !lines.isEmpty()).ifPresent(lines -> {
            text.append("\nDevelopment database:\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        });
        report.trial()
                .untried()
                .forEach(each -> text.append("\nNot tried: ")
                        .append(each.what())
                        .append(", since ")
                        .append(each.why())
                        .append(". So no number was changed for the sake of the order.\n"));
        text.append('\n').append(left(plan));
        return text.toString();
    }

    private static String left(Resolution plan) {
        return plan.left().isEmpty()
                ? ""
                : "Left to you:\n"
                        + plan.left().stream().map(each -> "  " + each + "\n").collect(Collectors.joining()) + "\n";
    }

    private static List<Migration> code(CommandInput input) {
        Migrator migrator = input.migrators().get(input.migratorName());
        return migrator == null
                ? List.of()
                : migrator.toBuilder()
                        .source(VersionSet::empty)
                        .build()
                        .onDisk()
                        .toList();
    }

    private static String databases(Resolution plan, Optional<ResolveAlignment> alignment) {
        if (alignment.isPresent()) {
            return "The development database was not aligned: "
                    + alignment.get().because().orElse("") + ".\n";
        }
        if (plan.renumbered().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nNo database was aligned. A development database"
                + " (applied-set.development=true): --applied-set.command=align\nAny other that has applied these:\n");
        plan.renumbered()
                .forEach((mine, path) -> text.append("  --applied-set.command=renumber --applied-set.version=")
                        .append(mine.version())
                        .append(" --applied-set.to=")
                        .append(newVersion(path))
                        .append('\n'));
        return text.append("then --applied-set.command=migrate\n").toString();
    }

    private static long newVersion(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Long.parseLong(name.substring(0, name.indexOf('_')));
    }

    private static Map<String, Object> json(Resolution plan, String snapshot, boolean dryRun, boolean aligned) {
        List<Map<String, Object>> renumbered = new ArrayList<>();
        for (Map.Entry<BranchMigration, String> each : plan.renumbered().entrySet()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("from", each.getKey().version().value());
            json.put("to", newVersion(each.getValue()));
            json.put("name", each.getKey().name());
            json.put("file", each.getValue());
            renumbered.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dryRun", dryRun);
        json.put("renumbered", renumbered);
        json.put(
                "written",
                plan.steps().stream()
                        .filter(step -> !step.deletes())
                        .map(step -> step.path())
                        .toList());
        json.put(
                "removed",
                plan.steps().stream()
                        .filter(step -> step.deletes())
                        .map(step -> step.path())
                        .toList());
        json.put("left", plan.left());
        json.put("snapshot", snapshot);
        json.put("aligned", aligned);
        return json;
    }
}
