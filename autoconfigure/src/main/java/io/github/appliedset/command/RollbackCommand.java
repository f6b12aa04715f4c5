package io.github.appliedset.command;

import io.github.appliedset.migration.RollbackReport;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists the migrations that were applied last, then rolls them back. */
final class RollbackCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("rolls back the last migrations, newest applied first", """
                        In the order in which they were applied, newest first, whatever their versions; each down file and
                        the removal of its row in one transaction. If one of them cannot be rolled back, none is.

                        On a terminal it shows what would be rolled back, and asks.""")
                .with(
                        CommandOption.number("count", "how many; 1 if neither this nor to is given"),
                        CommandOption.version(
                                "to", "everything applied after this version, which itself stays applied"),
                        CommandOption.switchedOn("dry-run", "only shows what would be rolled back"))
                .exits(CommandResult.FAILED, "refused or failed, or the answer was not yes")
                .example("count=2", "dry-run=true")
                .calledElsewhere("back", "down", "downgrade", "redo", "revert", "undo");
    }

    @Override
    public CommandResult run(CommandInput input) {
        Optional<Long> to = input.options().version("to");
        Optional<Long> count = input.options().count("count");
        if (to.isPresent() && count.isPresent()) {
            throw new WrongUsageException("Give either --applied-set.to or --applied-set.count, not both.");
        }
        int last = Math.toIntExact(Math.min(count.orElse(1L), Integer.MAX_VALUE));
        boolean dryRun = input.options().isTrue("dry-run");
        Migrator migrator = input.migrator();
        String heading = EachMigrator.heading(input, input.migratorName(), migrator);
        if (dryRun) {
            List<Step> steps = to.isPresent() ? migrator.previewRollbackTo(to.get()) : migrator.previewRollback(last);
            return result(
                    heading + preview(steps) + "\nNothing was rolled back: this is a dry run.\n", steps, List.of());
        }
        List<Step> steps = new ArrayList<>();
        Consumer<List<Step>> shown = chosen -> {
            steps.addAll(chosen);
            show(input, heading + preview(chosen));
        };
        RollbackReport report = to.isPresent() ? migrator.rollbackTo(to.get(), shown) : migrator.rollback(last, shown);
        if (steps.isEmpty()) {
            return result(heading + preview(steps), steps, List.of());
        }
        return result(
                leftAlone(migrator) + "Rolled back "
                        + Count.of(report.rolledBack().size(), "migration") + " in "
                        + report.duration().toMillis() + " ms\n",
                steps,
                report.rolledBack().stream()
                        .map(done -> Json.of(Step.down(done.migration()), done.duration()))
                        .toList());
    }

    /** What repeatable migrations made may use what is rolled back; they are not undone, and run again when they are due. */
    private static String leftAlone(Migrator migrator) {
        int repeatables = migrator.repeatables().size();
        return repeatables == 0
                ? ""
                : Count.of(repeatables, "repeatable migration") + " left alone: a rollback does not undo them\n";
    }

    private static void show(CommandInput input, String preview) {
        if (input.asks()) {
            input.ask(preview, "Roll them back?");
        } else {
            input.say().accept(preview);
        }
    }

    private static String preview(List<Step> steps) {
        if (steps.isEmpty()) {
            return "There is nothing to roll back.\n";
        }
        TextTable table = new TextTable("VERSION", "NAME", "DOWN FILE");
        steps.forEach(step -> table.row(
                step.version().toString(), step.migration().name(), step.file().path()));
        return "Will be rolled back, in this order:\n\n" + table;
    }

    private static CommandResult result(String text, List<Step> steps, List<?> rolledBack) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("toUndo", steps.stream().map(Json::of).toList());
        json.put("undone", rolledBack);
        return new CommandResult(CommandResult.DONE, text, json);
    }
}
