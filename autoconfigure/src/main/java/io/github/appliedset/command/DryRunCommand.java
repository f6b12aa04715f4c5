package io.github.appliedset.command;

import io.github.appliedset.migration.DryRunReport;
import io.github.appliedset.migration.DryRunReport.Attempt;
import io.github.appliedset.migration.DryRunReport.Blocks;
import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.DryRunReport.RepeatableAttempt;
import io.github.appliedset.migration.DryRunReport.Rewrite;
import io.github.appliedset.migration.DryRunReport.TableLock;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs everything pending, then rolls all of it back. */
final class DryRunCommand implements Command {

    private static final int KIBIBYTE = 1024;

    @Override
    public Manual manual() {
        return Manual.of("runs all pending migrations, then rolls them back", """
                        Runs everything pending in one transaction that is rolled back, and shows the locks that block
                        others and the tables that are rewritten. Says which migrations it could not try, and why.

                        Holds every lock until the end: run it on a copy of a busy database.""")
                .with(EachMigrator.TO)
                .exits(CommandResult.DONE, "nothing failed")
                .exits(CommandResult.FAILED, "a migration fails, or files and table disagree")
                .example("to=42")
                .calledElsewhere("plan", "preview", "simulate", "test", "try", "what-if");
    }

    @Override
    public CommandResult run(CommandInput input) {
        Optional<Long> to = EachMigrator.to(input);
        return besidesTenants(input, EachMigrator.run(input, migrator -> dryRun(migrator, to)));
    }

    /** Those are tried one by one: all at once would hold the locks of all. */
    private static CommandResult besidesTenants(CommandInput input, CommandResult ordinary) {
        if (input.tenants().isEmpty()) {
            return ordinary;
        }
        Map<String, Object> json = new LinkedHashMap<>(ordinary.json());
        json.put("tenants", Map.of("outcome", word(Outcome.NOT_TRIED)));
        return new CommandResult(
                ordinary.exitCode(),
                ordinary.text() + "\nTenants: not tried. For one: --applied-set.tenant=SCHEMA\n",
                json);
    }

    private static CommandResult dryRun(Migrator migrator, Optional<Long> to) {
        DryRunReport report = to.isPresent() ? migrator.dryRunTo(to.get()) : migrator.dryRun();
        StringBuilder text = new StringBuilder();
        report.attempts()
                .forEach(attempt -> text.append(text(new Tried(
                        attempt.migration().label(),
                        attempt.migration().up(),
                        attempt.outcome(),
                        attempt.reason(),
                        attempt.failure(),
                        attempt.locks(),
                        attempt.rewrites(),
                        attempt.duration()))));
        report.repeated()
                .forEach(attempt -> text.append(text(new Tried(
                        "repeatable " + attempt.migration().label(),
                        attempt.migration().file(),
                        attempt.outcome(),
                        attempt.reason(),
                        attempt.failure(),
                        attempt.locks(),
                        attempt.rewrites(),
                        attempt.duration()))));
        WaitingBelow waiting = WaitingBelow.in(
                migrator, to, report.attempts().stream().map(Attempt::migration).toList());
        text.append(
                report.attempts().isEmpty() && report.repeated().isEmpty()
                        ? waiting.nothing()
                        : "\n" + summary(report) + waiting.text());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("attempts", report.attempts().stream().map(DryRunCommand::json).toList());
        if (!report.repeated().isEmpty()) {
            json.put(
                    "repeated",
                    report.repeated().stream().map(DryRunCommand::json).toList());
        }
        waiting.putInto(json);
        json.put("milliseconds", report.duration().toMillis());
        return new CommandResult(report.isFailed() ? CommandResult.FAILED : CommandResult.DONE, text.toString(), json);
    }

    private static String summary(DryRunReport report) {
        return count(report, Outcome.RAN) + " ran, " + count(report, Outcome.FAILED) + " failed, "
                + count(report, Outcome.NOT_TRIED) + " not tried; everything was rolled back\n";
    }

    private static long count(DryRunReport report, Outcome outcome) {
        return Stream.concat(
                        report.attempts().stream().map(Attempt::outcome),
                        report.repeated().stream().map(RepeatableAttempt::outcome))
                .filter(outcome::equals)
                .count();
    }

    /** What was tried. */
    private record Tried(
            String label,
            MigrationFile file,
            Outcome outcome,
            @Nullable String reason,
            @Nullable Details failure,
            List<TableLock> locks,
            List<Rewrite> rewrites,
            Duration duration) {}

    private static String text(Tried attempt) {
        String outcome = switch (attempt.outcome()) {
            case RAN -> " ran in " + attempt.duration().toMillis() + " ms";
            case FAILED -> " FAILED";
            case NOT_TRIED -> " was not tried: " + attempt.reason();
        };
        StringBuilder text = new StringBuilder(Paragraph.of("  ", 6, attempt.label() + outcome));
        Details failure = attempt.failure();
        if (failure != null) {
            text.append(("at " + attempt.file().location()
                            + (failure.line() > 0 ? ", line " + failure.line() + ", column " + failure.column() : "")
                            + "\n" + failure.message())
                    .indent(6));
        }
        for (TableLock lock : attempt.locks()) {
            if (lock.blocks() != Blocks.NOTHING) {
                String blocked = lock.blocks() == Blocks.WRITES ? "blocks writes" : "blocks reads and writes";
                text.append(Paragraph.of(
                        "      ", 8, "locks " + lock.table() + " in mode " + lock.mode() + ": " + blocked));
            }
        }
        for (Rewrite rewrite : attempt.rewrites()) {
            text.append("      rewrites ")
                    .append(rewrite.relation())
                    .append(" (")
                    .append(size(rewrite.bytes()))
                    .append(")\n");
        }
        return text.toString();
    }

    private static String size(long bytes) {
        double size = bytes;
        for (String unit : List.of("bytes", "kB", "MB", "GB")) {
            if (size < KIBIBYTE || unit.equals("GB")) {
                return Math.round(size) + " " + unit;
            }
            size /= KIBIBYTE;
        }
        throw new IllegalStateException("there is no larger unit");
    }

    private static Map<String, Object> json(Attempt attempt) {
        Map<String, Object> json = Json.of(attempt.migration(), attempt.duration());
        outcome(json, attempt.outcome(), attempt.reason(), attempt.failure(), attempt.locks(), attempt.rewrites());
        return json;
    }

    private static Map<String, Object> json(RepeatableAttempt attempt) {
        Map<String, Object> json = Json.of(new Repeated(attempt.migration(), attempt.duration()));
        outcome(json, attempt.outcome(), attempt.reason(), attempt.failure(), attempt.locks(), attempt.rewrites());
        return json;
    }

    private static void outcome(
            Map<String, Object> json,
            Outcome outcome,
            @Nullable String reason,
            @Nullable Details failure,
            List<TableLock> locks,
            List<Rewrite> rewrites) {
        json.put("outcome", word(outcome));
        json.put("reason", reason);
        json.put("failure", failure == null ? null : json(failure));
        json.put("locks", locks.stream().map(DryRunCommand::json).toList());
        json.put("rewrites", rewrites.stream().map(DryRunCommand::json).toList());
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> json(Details failure) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", failure.line());
        json.put("column", failure.column());
        json.put("statement", failure.statement());
        json.put("sqlState", failure.sqlState());
        json.put("message", failure.message());
        json.put("advice", failure.advice());
        return json;
    }

    private static Map<String, Object> json(TableLock lock) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", lock.table());
        json.put("mode", lock.mode());
        json.put("blocks", lock.blocks().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return json;
    }

    private static Map<String, Object> json(Rewrite rewrite) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("relation", rewrite.relation());
        json.put("bytes", rewrite.bytes());
        return json;
    }
}
