package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes the row of a version, or those of a repeatable migration. */
final class ForgetCommand implements Command {

    private final Command ofVersion;

    ForgetCommand(Command ofVersion) {
        this.ofVersion = ofVersion;
    }

    @Override
    public Manual manual() {
        return this.ofVersion.manual().with(RepeatableName.OPTION);
    }

    @Override
    public CommandResult run(CommandInput input) {
        Optional<String> name = RepeatableName.in(input);
        if (name.isEmpty()) {
            return this.ofVersion.run(input);
        }
        if (input.options().text("version").isPresent()) {
            throw new WrongUsageException("Give either --applied-set.version or --applied-set.name, not both.");
        }
        Migrator migrator = input.migrator();
        String heading = EachMigrator.heading(input, input.migratorName(), migrator);
        String again =
                migrator.repeatables().stream().anyMatch(file -> file.name().equals(name.get()))
                        ? "\nIt has a file, which counts as never run from then on.\n"
                        : "";
        List<AppliedRepeatable> rows = migrator.forget(name.get(), found -> {
            if (input.asks()) {
                input.ask(
                        heading + "The rows are\n" + shown(found) + "and would be removed.\n" + again, "Remove them?");
            }
        });
        return new CommandResult(
                CommandResult.DONE,
                heading + "The rows were\n" + shown(rows) + "and are removed.\n" + again,
                Map.of("removed", rows.stream().map(ForgetCommand::json).toList()));
    }

    private static String shown(List<AppliedRepeatable> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append("  ")
                .append(row.label())
                .append(", applied at ")
                .append(TextTable.time(row.appliedAt()))
                .append(", checksum")
                .append(row.checksum() == null ? " unknown" : "\n  " + row.checksum())
                .append('\n'));
        return text.toString();
    }

    private static Map<String, Object> json(AppliedRepeatable row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", row.name());
        json.put("appliedAt", row.appliedAt().toString());
        json.put("checksum", row.checksum() == null ? null : row.checksum().hex());
        json.put("release", row.release() == null ? null : row.release().toString());
        return json;
    }
}
