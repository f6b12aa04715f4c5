package io.github.appliedset.command;

import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks that everything on disk is applied, under its name and with its content. */
final class VerifyCommand implements Command {

    @Override
    public CommandResult run(CommandInput input) {
        return EachMigrator.run(input, VerifyCommand::verify);
    }

    private static CommandResult verify(Migrator migrator) {
        try {
            MigrationPlan plan = migrator.verify();
            return new CommandResult(
                    CommandResult.DONE,
                    Count.of(plan.applied().size(), "migration") + " applied, nothing pending, "
                            + Count.of(plan.orphans().size(), "orphan") + "\n",
                    json(List.of(), plan.orphans().stream().map(Json::of).toList()));
        } catch (MigrationConflictException differs) {
            List<Map<String, String>> problems = differs.conflicts().stream()
                    .map(conflict -> {
                        Map<String, String> problem = new LinkedHashMap<>();
                        problem.put("problem", conflict.anchor());
                        problem.put("description", conflict.description());
                        problem.put("action", conflict.remedy(migrator.schema() + "." + migrator.table()));
                        return problem;
                    })
                    .toList();
            return new CommandResult(
                    CommandResult.DIFFERS,
                    differs.description() + "\n\nWhat to do:\n" + differs.action() + "\n\nSee " + differs.reference()
                            + "\n",
                    json(problems, List.of()));
        }
    }

    private static Map<String, Object> json(List<?> problems, List<?> orphans) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("problems", problems);
        json.put("orphans", orphans);
        return json;
    }
}
