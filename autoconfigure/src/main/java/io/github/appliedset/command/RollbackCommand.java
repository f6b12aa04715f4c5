package io.github.appliedset.command;

import io.github.appliedset.migration.RollbackReport;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists the migrations that were applied last, then rolls them back. */
final class RollbackCommand implements Command {

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
        List<Step> steps = to.isPresent() ? migrator.previewRollbackTo(to.get()) : migrator.previewRollback(last);
        String preview = EachMigrator.heading(input, input.migratorName(), migrator) + preview(steps);
        if (dryRun || steps.isEmpty()) {
            return result(
                    preview + (dryRun ? "\nNothing was rolled back: this is a dry run.\n" : ""), steps, List.of());
        }
        input.say().accept(preview);
        RollbackReport report = to.isPresent() ? migrator.rollbackTo(to.get()) : migrator.rollback(last);
        return result(
                "Rolled back " + Count.of(report.rolledBack().size(), "migration") + " in "
                        + report.duration().toMillis() + " ms\n",
                steps,
                report.rolledBack().stream()
                        .map(done -> Json.of(Step.down(done.migration()), done.duration()))
                        .toList());
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
