package io.github.appliedset.command;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.RollbackReport;
import io.github.appliedset.text.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Undoes the migrations that were applied last, and says first which. */
final class RollbackCommand implements Command {

    @Override
    public CommandResult run(CommandInput input) {
        Optional<Long> to = input.options().number("to");
        Optional<Long> count = input.options().number("count");
        if (to.isPresent() && count.isPresent()) {
            throw new WrongUsageException("--applied-set.to and --applied-set.count say two things: give one of them.");
        }
        int last = Math.toIntExact(Math.min(count.orElse(1L), Integer.MAX_VALUE));
        boolean dryRun = input.options().isTrue("dry-run");
        Migrator migrator = input.migrator();
        List<Migration> undo = to.isPresent() ? migrator.previewRollbackTo(to.get()) : migrator.previewRollback(last);
        String preview = EachMigrator.heading(input, input.migratorName(), migrator) + preview(undo);
        if (dryRun || undo.isEmpty()) {
            return result(preview + (dryRun ? "\nNothing was undone: this is a dry run.\n" : ""), undo, List.of());
        }
        input.say().accept(preview);
        RollbackReport report = to.isPresent() ? migrator.rollbackTo(to.get()) : migrator.rollback(last);
        return result(
                Count.of(report.undone().size(), "migration") + " undone in "
                        + report.duration().toMillis() + " ms\n",
                undo,
                report.undone().stream()
                        .map(undone -> Json.of(undone.migration(), undone.duration()))
                        .toList());
    }

    private static String preview(List<Migration> undo) {
        if (undo.isEmpty()) {
            return "There is nothing to undo.\n";
        }
        TextTable table = new TextTable("VERSION", "NAME", "UNDONE BY");
        undo.forEach(migration -> table.row(
                migration.version().toString(), migration.name(), migration.up().path()));
        return "To be undone, in this order:\n\n" + table;
    }

    private static CommandResult result(String text, List<Migration> undo, List<?> undone) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("toUndo", undo.stream().map(Json::of).toList());
        json.put("undone", undone);
        return new CommandResult(CommandResult.DONE, text, json);
    }
}
