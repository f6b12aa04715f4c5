package io.github.appliedset.command;

import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.drift.SchemaVerdict;
import io.github.appliedset.drift.SchemaVerdict.Compared;
import io.github.appliedset.drift.SchemaVerdict.NotComparable;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.text.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that everything on disk is applied, with the same name and content, and that the schema matches the snapshot. */
final class VerifyCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("checks sets, names, checksums and the snapshot", """
                        Checks that every file is applied, under the same name and with the same content, and that the
                        schema is that of the snapshot, if the application ships one. Changes nothing.""")
                .exits(CommandResult.DONE, "everything matches")
                .exits(CommandResult.DIFFERS, "something differs")
                .calledElsewhere("check", "diff", "validate");
    }

    @Override
    public CommandResult run(CommandInput input) {
        return AllTenants.after(
                input,
                EachMigrator.run(input, migrator -> verify(migrator, input.checks())),
                TenantMigrator::verify,
                CommandResult.DIFFERS);
    }

    /** What is pending and still no reason to fail. */
    private static String pending(MigrationPlan plan) {
        return plan.pending().isEmpty()
                ? "nothing pending"
                : plan.pending().size() + " pending in the background or waiting";
    }

    private static CommandResult verify(Migrator configured, SchemaChecks checks) {
        Migrator migrator = configured.strict();
        try {
            MigrationPlan plan = migrator.verify();
            RepeatableText repeatables = new RepeatableText(migrator.status().repeatables(), migrator.release());
            SchemaVerdict verdict = checks.of(migrator).check();
            boolean differs =
                    verdict instanceof Compared compared && !compared.drift().isEmpty();
            return new CommandResult(
                    differs ? CommandResult.DIFFERS : CommandResult.DONE,
                    Count.of(plan.applied().size(), "migration") + " applied, " + pending(plan) + ", "
                            + Count.of(plan.orphans().size(), "orphan") + "\n"
                            + repeatables.counts() + text(verdict) + "\n" + repeatables.remedies(),
                    json(List.of(), plan.orphans(), verdict));
        } catch (MigrationConflictException differs) {
            return new CommandResult(
                    CommandResult.DIFFERS,
                    Paragraph.each(differs.description() + "\n\nWhat to do:\n" + differs.action() + "\n\n"
                            + differs.reference()),
                    json(
                            differs.conflicts().stream()
                                    .map(conflict -> json(conflict, migrator))
                                    .toList(),
                            migrator.plan().orphans(),
                            null));
        }
    }

    private static String text(SchemaVerdict verdict) {
        if (verdict instanceof Compared compared) {
            String notTold = DriftText.notTold(compared.drift().notTold());
            return (compared.drift().isEmpty()
                            ? "The schema matches the snapshot: " + Count.of(compared.objects(), "object")
                            : "The schema differs from the snapshot:\n\n"
                                    + DriftText.of(compared.drift()).indent(2))
                    + wordings(compared)
                    + (notTold.isEmpty() ? "" : "\n" + notTold);
        }
        return verdict instanceof NotComparable not
                ? "The schema was not compared with the snapshot: " + not.reason()
                : "The application has no snapshot to compare the schema with.";
    }

    private static String wordings(Compared compared) {
        return compared.drift().wordedDifferently().isEmpty()
                ? ""
                : "\n\nWorded differently, but probably the same:\n\n"
                        + DriftText.ofWordings(compared.drift()).indent(2).stripTrailing();
    }

    private static Map<String, Object> json(MigrationConflict conflict, Migrator migrator) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("problem", conflict.anchor());
        problem.put("description", conflict.description());
        problem.put("action", conflict.remedy(migrator.schema() + "." + migrator.table()));
        return problem;
    }

    private static Map<String, Object> json(
            List<?> problems, VersionSet<AppliedMigration> orphans, @Nullable SchemaVerdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("problems", problems);
        json.put("orphans", orphans.stream().map(Json::of).toList());
        json.put("snapshot", verdict == null ? null : json(verdict));
        return json;
    }

    private static Map<String, Object> json(SchemaVerdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", verdict.word());
        if (verdict instanceof Compared compared) {
            json.put(
                    "differences",
                    compared.drift().differences().stream().map(DriftText::of).toList());
            json.put(
                    "wordedDifferently",
                    compared.drift().wordedDifferently().stream()
                            .map(DriftText::of)
                            .toList());
            if (!compared.drift().notTold().isEmpty()) {
                json.put("notTold", compared.drift().notTold());
            }
        } else if (verdict instanceof NotComparable not) {
            json.put("reason", not.reason());
        }
        return json;
    }
}
