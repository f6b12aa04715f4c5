package io.github.appliedset.command;

import io.github.appliedset.align.Alignment;
import io.github.appliedset.align.AlignmentReport;
import io.github.appliedset.align.AlignmentText;
import io.github.appliedset.align.Left;
import io.github.appliedset.align.Reset;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Visible;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a developer's own database match the files, after showing what that does. */
final class AlignCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("makes a development database match the files", """
                        For a developer's own database (applied-set.development=true), after a checkout or a merge. Rows
                        get the numbers that their files have now, migrations that have no file or were edited are rolled
                        back with the down SQL that was kept, and pending ones are applied.

                        Shows the whole plan, including what would be lost, and asks once. In a git work tree it reads the
                        source folder, not the class path.""")
                .with(
                        CommandOption.of("folder", "FOLDER", "the folder of the migrations"),
                        CommandOption.switchedOn("dry-run", "only shows what would be done"),
                        CommandOption.of(
                                "allow", DataLoss.WORD, "agrees to losing the listed rows and values; yes does not"),
                        CommandOption.switchedOn(
                                "reset",
                                "builds a new database from the migrations, and keeps the old one under another name"))
                .exits(CommandResult.FAILED, "refused or failed, or nobody agreed")
                .example("dry-run=true")
                .calledElsewhere("checkout", "sync");
    }

    @Override
    public CommandResult run(CommandInput input) {
        boolean allowed = DataLoss.isAllowed(input);
        Migrator migrator = CheckedOutFiles.of(input);
        String heading = EachMigrator.heading(input, input.migratorName(), migrator);
        return input.options().isTrue("reset")
                ? reset(input, migrator, heading)
                : align(input, migrator, heading, allowed);
    }

    private static CommandResult align(CommandInput input, Migrator migrator, String heading, boolean allowed) {
        Alignment alignment = Alignment.of(migrator);
        AlignmentReport plan = alignment.plan();
        String shown = heading + shown(plan);
        if (input.options().isTrue("dry-run")) {
            return new CommandResult(
                    CommandResult.DONE, shown + "\nNothing was done: this is a dry run.\n", json(plan, null));
        }
        if (plan.changesNothing() && plan.pending().isEmpty() && plan.due().isEmpty()) {
            return new CommandResult(
                    plan.left().isEmpty() ? CommandResult.DONE : CommandResult.FAILED, shown, json(plan, null));
        }
        agree(input, plan, shown, allowed);
        AlignmentReport done = alignment.carryOut(plan);
        MigrationReport applied = migrator.migrateWithBackfillsDespite(done.versionsLeft());
        StringBuilder text = new StringBuilder(done(done));
        applied.applied()
                .forEach(one -> text.append("  ")
                        .append(Visible.line(one.migration().label()))
                        .append(" applied in ")
                        .append(one.duration().toMillis())
                        .append(" ms\n"));
        applied.repeated()
                .forEach(one -> text.append("  repeatable ")
                        .append(Visible.line(one.migration().label()))
                        .append(" ran in ")
                        .append(one.duration().toMillis())
                        .append(" ms\n"));
        left(text, done.left());
        return new CommandResult(
                done.left().isEmpty() ? CommandResult.DONE : CommandResult.FAILED,
                "Done\n\n" + text,
                json(done, applied));
    }

    /** One question. What would be lost, and the mark, take more than a general yes. */
    private static void agree(CommandInput input, AlignmentReport plan, String shown, boolean allowed) {
        boolean terminal = input.terminal().isPresent();
        if (plan.marked() && !terminal) {
            throw notAgreed(
                    input,
                    shown,
                    "Nothing shows yet that this database is a developer's own, and only a developer at a terminal can"
                            + " say so.",
                    "Run the command on a terminal.");
        }
        boolean losesSomething = !plan.losses().isEmpty();
        if (!plan.marked() && (losesSomething ? allowed : input.options().isTrue("yes"))) {
            input.say().accept(shown);
            return;
        }
        if (!terminal) {
            throw losesSomething
                    ? notAgreed(
                            input,
                            shown,
                            "Something would be lost, and nobody agreed to it.",
                            "If that is intended:\n    --applied-set.allow=" + DataLoss.WORD)
                    : notAgreed(
                            input,
                            shown,
                            "There is no terminal to ask on, and no answer was given.",
                            "--applied-set.yes=true answers the question.");
        }
        input.ask(
                shown,
                plan.marked()
                        ? "Is this database your own, and should all of this be done?"
                        : losesSomething ? "Lose what is listed, and do all of this?" : "Do all of this?");
    }

    private static DevelopmentException notAgreed(CommandInput input, String shown, String why, String action) {
        input.say().accept(shown);
        return new DevelopmentException(why + " Nothing was done.", action, "align-not-agreed", null);
    }

    private static String shown(AlignmentReport plan) {
        StringBuilder text = new StringBuilder();
        if (plan.marked()) {
            text.append("The database is marked as a developer's own.\n");
        }
        if (!plan.renumbered().isEmpty() || !plan.rolledBack().isEmpty()) {
            text.append("Will be done, in this order:\n\n").append(done(plan));
        }
        if (!plan.losses().isEmpty()) {
            text.append("\nWill be lost:\n\n");
            plan.losses().forEach(loss -> text.append("  ").append(loss).append('\n'));
        }
        if (!plan.pending().isEmpty() || !plan.due().isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n").append("Will be applied:\n\n");
            plan.pending()
                    .forEach(file ->
                            text.append("  ").append(Visible.line(file.label())).append('\n'));
            plan.due()
                    .forEach(file -> text.append("  repeatable ")
                            .append(Visible.line(file.label()))
                            .append('\n'));
        }
        if (plan.notCompared() != null) {
            text.append("\nNot all of the schema is compared with that of the files: ")
                    .append(plan.notCompared())
                    .append('\n');
        }
        left(text, plan.left());
        return text.isEmpty() ? "The database matches the files. There is nothing to do.\n" : text.toString();
    }

    private static String done(AlignmentReport report) {
        StringBuilder text = new StringBuilder();
        AlignmentText.changes(report)
                .forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    private static void left(StringBuilder text, List<Left> left) {
        if (left.isEmpty()) {
            return;
        }
        text.append(text.isEmpty() ? "" : "\n");
        left.forEach(one -> text.append(AlignmentText.left(one)).append('\n'));
        text.append("\nTo build a new database from the migrations, and keep this one under another name:\n    "
                + AlignmentText.COMMAND + " --applied-set.reset=true\n");
    }

    private static CommandResult reset(CommandInput input, Migrator migrator, String heading) {
        Reset reset = Reset.of(migrator);
        Reset.Plan plan = reset.plan();
        String shown = heading + "A new database will be built from " + Count.of(plan.migrations(), "migration")
                + ". The current one, with all its rows, will be\nkept as " + Visible.line(plan.keptAs())
                + "; connections to it will be ended.\n";
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("keptAs", plan.keptAs());
        if (input.options().isTrue("dry-run")) {
            return new CommandResult(CommandResult.DONE, shown + "\nNothing was done: this is a dry run.\n", json);
        }
        if (plan.marked() && input.options().isTrue("yes")) {
            input.say().accept(shown);
        } else if (!input.terminal().isPresent()) {
            throw plan.marked()
                    ? notAgreed(
                            input,
                            shown,
                            "There is no terminal to ask on, and no answer was given.",
                            "--applied-set.yes=true answers the question.")
                    : notAgreed(
                            input,
                            shown,
                            "Nothing says yet that this database is a developer's own, and only a developer at a terminal"
                                    + " can say so.",
                            "Run the command on a terminal.");
        } else {
            input.ask(shown, plan.marked() ? "Do it?" : "Is this database your own, and should this be done?");
        }
        Reset.Built built = reset.carryOut(plan);
        int applied = built.report().applied().size();
        json.put("copied", built.copied());
        json.put("applied", applied);
        String copied = built.copied() == 0
                ? ""
                : Count.of(built.copied(), "migration") + " copied from an earlier reset, and ";
        return new CommandResult(
                CommandResult.DONE,
                copied + Count.of(applied, "migration") + " applied to a new database; the old one is "
                        + Visible.line(plan.keptAs()) + "\n",
                json);
    }

    private static Map<String, Object> json(AlignmentReport report, @Nullable MigrationReport applied) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("marked", report.marked());
        json.put(
                "renumbered",
                report.renumbered().stream()
                        .map(move -> Map.of(
                                "before", Json.of(move.before()),
                                "after", Json.of(Objects.requireNonNull(move.after()))))
                        .toList());
        json.put(
                "rolledBack",
                report.rolledBack().stream()
                        .map(done -> reason(Json.of(done.row()), done.reason().name(), null))
                        .toList());
        json.put(
                "losses",
                report.losses().stream()
                        .map(loss -> Map.of("object", loss.object(), "what", loss.what()))
                        .toList());
        json.put(
                "left",
                report.left().stream()
                        .map(left -> reason(Json.of(left.row()), left.reason().name(), left.because()))
                        .toList());
        json.put("pending", report.pending().stream().map(Json::of).toList());
        json.put(
                "applied",
                applied == null
                        ? List.of()
                        : applied.applied().stream()
                                .map(one -> Json.of(one.migration(), one.duration()))
                                .toList());
        if (applied != null && !applied.repeated().isEmpty()) {
            json.put("repeated", applied.repeated().stream().map(Json::of).toList());
        }
        json.put("notCompared", report.notCompared());
        return json;
    }

    private static Map<String, Object> reason(Map<String, ?> row, String reason, @Nullable String because) {
        Map<String, Object> json = new LinkedHashMap<>(row);
        json.put("reason", reason.toLowerCase(Locale.ROOT).replace('_', '-'));
        if (because != null) {
            json.put("because", because);
        }
        return json;
    }
}
