package io.github.appliedset.command;

import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.tenant.TenantResult;
import io.github.appliedset.tenant.TenantResult.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The part of a command that is about all tenants, below that about the ordinary migrator. */
final class AllTenants {

    private static final int SHOWN = 20;

    private AllTenants() {}

    /**
     * Adds it.
     *
     * @param work what to do with the tenants
     * @param otherwise the exit code unless all are current
     */
    static CommandResult after(
            CommandInput input, CommandResult ordinary, Function<TenantMigrator, TenantReport> work, int otherwise) {
        if (input.tenants().isEmpty()) {
            return ordinary;
        }
        CommandResult tenants;
        try {
            tenants = result(work.apply(input.tenants().get()), otherwise);
        } catch (MigrationInterruptedException stopped) {
            throw stopped;
        } catch (MigrationException failure) {
            tenants = failed(failure);
        }
        Map<String, Object> json = new LinkedHashMap<>(ordinary.json());
        json.putAll(tenants.json());
        return new CommandResult(
                worse(ordinary.exitCode(), tenants.exitCode()), ordinary.text() + "\n" + tenants.text(), json);
    }

    /** What was done before is the outcome all the same. */
    private static CommandResult failed(MigrationException failure) {
        return new CommandResult(
                failure instanceof MigrationLockException ? CommandResult.LOCKED : CommandResult.FAILED,
                Paragraph.each("Tenants: " + words(failure)),
                Map.of("error", Map.of("description", failure.description(), "action", failure.action())));
    }

    /** A failure is worse than a difference. */
    private static int worse(int one, int other) {
        return one == CommandResult.FAILED || other == CommandResult.FAILED
                ? CommandResult.FAILED
                : Math.max(one, other);
    }

    static CommandResult result(TenantReport report, int otherwise) {
        List<TenantResult> failed = report.in(State.FAILED);
        TextTable table = new TextTable("TENANT", "STATE", "PENDING");
        List<TenantResult> notCurrent = report.in(State.BEHIND, State.FAILED);
        notCurrent.stream()
                .limit(SHOWN)
                .forEach(tenant -> table.row(
                        tenant.schema(),
                        tenant.state().word(),
                        tenant.state() == State.FAILED ? "" : Integer.toString(tenant.migrations())));
        String more = notCurrent.size() > SHOWN ? "and " + (notCurrent.size() - SHOWN) + " more\n" : "";
        String stopped = report.stoppedAt().isEmpty()
                ? ""
                : "\n"
                        + Paragraph.each("Canary " + String.join(", ", report.stoppedAt())
                                + " failed, so the others were not migrated.");
        return new CommandResult(
                report.isCurrent() ? CommandResult.DONE : exitCode(report, failed, otherwise),
                "Tenants: "
                        + Paragraph.each(report.summary())
                        + (notCurrent.isEmpty() ? "" : "\n" + table + more)
                        + stopped
                        + notCurrent.stream()
                                .limit(SHOWN)
                                .map(AllTenants::failure)
                                .collect(Collectors.joining()),
                Map.of("tenants", json(report)));
    }

    /** A tenant whose files and rows differ was looked at; one that could not be looked at is an error. */
    private static int exitCode(TenantReport report, List<TenantResult> failed, int otherwise) {
        if (report.isLockTimeout()) {
            return CommandResult.LOCKED;
        }
        return failed.stream().allMatch(tenant -> tenant.failure() instanceof MigrationConflictException)
                ? otherwise
                : CommandResult.FAILED;
    }

    private static String failure(TenantResult tenant) {
        return tenant.failure() == null ? "" : "\n" + Paragraph.each(tenant.schema() + ": " + words(tenant.failure()));
    }

    private static String words(MigrationException failure) {
        return failure.description() + "\n\nWhat to do:\n" + failure.action() + "\n\n" + failure.reference();
    }

    private static Map<String, Object> json(TenantReport report) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("current", report.in(State.CURRENT, State.MIGRATED).size());
        counts.put("behind", report.in(State.BEHIND).size());
        counts.put("failed", report.in(State.FAILED).size());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("counts", counts);
        json.put("current", names(report.in(State.CURRENT)));
        json.put("migrated", names(report.in(State.MIGRATED)));
        json.put("behind", names(report.in(State.BEHIND)));
        json.put(
                "failed",
                report.in(State.FAILED).stream()
                        .map(tenant -> {
                            Map<String, Object> failed = new LinkedHashMap<>();
                            failed.put("schema", tenant.schema());
                            failed.put(
                                    "error",
                                    tenant.failure() == null
                                            ? null
                                            : tenant.failure().description());
                            return failed;
                        })
                        .toList());
        json.put("gone", names(report.in(State.GONE)));
        return json;
    }

    private static List<String> names(List<TenantResult> tenants) {
        return tenants.stream().map(TenantResult::schema).toList();
    }
}
