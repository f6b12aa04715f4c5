package io.github.appliedset.command;

import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.git.BranchReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Compares this branch with the one that it will join. */
final class ConflictsCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json", "markdown");

    private final UnaryOperator<@Nullable String> environment;

    ConflictsCommand() {
        this(System::getenv);
    }

    ConflictsCommand(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public Manual manual() {
        return Manual.of("says what two branches do to each other", """
                        Reads three trees from git, even in the middle of a merge, a rebase or a cherry-pick, and compares
                        their migrations. If a database is available, both orders run in scratch databases, and the schemas
                        are compared. Writes nothing and fetches nothing.""")
                .with(
                        BranchInput.ONTO,
                        CommandOption.oneOf(
                                "fail-on", List.of("error", "note"), "the least severe finding for exit code 2"),
                        CommandOption.switchedOn("allow-untried", "exits with 0 although something could not be tried"),
                        BranchInput.FOLDER,
                        BranchInput.BASE,
                        BranchInput.OURS,
                        BranchInput.THEIRS,
                        CommandOption.oneOf(
                                "format", FORMATS, "text, JSON, or Markdown for a comment on a pull request"))
                .exits(CommandResult.DONE, "no conflict, and everything was tried")
                .exits(CommandResult.FAILED, "the branches cannot be compared")
                .exits(CommandResult.DIFFERS, "conflicts, or something could not be tried")
                .example("onto=origin/main")
                .calledElsewhere("check-conflicts", "merge-check", "lint");
    }

    @Override
    public CommandResult run(CommandInput input) {
        boolean markdown = input.options().oneOf("format", FORMATS).equals("markdown");
        boolean notesFail =
                input.options().oneOf("fail-on", List.of("error", "note")).equals("note");
        boolean untriedFails = !input.options().isTrue("allow-untried");
        List<String> texts = new ArrayList<>();
        Map<String, Object> migrators = new LinkedHashMap<>();
        int exitCode = CommandResult.DONE;
        for (String name : input.folders().keySet()) {
            BranchInput branches = new BranchInput(input, name, this.environment, Clock.systemUTC());
            BranchReader reader = branches.reader();
            BranchSides sides = reader == null ? branches.sidesOfFolders() : reader.read();
            ConflictsReport report =
                    ConflictsReport.of(sides, branches.reports(sides, reader, Set.of(), branches.scratchServer()));
            if (report.fails(notesFail, untriedFails)) {
                exitCode = CommandResult.DIFFERS;
            }
            String title = input.folders().size() == 1 ? "" : name;
            texts.add(markdown ? new ConflictsMarkdown(report, title).text() : new ConflictsText(report, title).text());
            migrators.put(name, new ConflictsJson(report).json());
        }
        return new CommandResult(exitCode, String.join("\n", texts), Map.of("migrators", migrators));
    }
}
