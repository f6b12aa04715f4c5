package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Step;
import java.util.List;

/** Files that name no schema, and run once in that of each tenant. */
public final class TenantFiles {

    private TenantFiles() {}

    /**
     * Refuses those that run in batches, if they are for a tenant: the directive names one schema.
     *
     * @throws InvalidMigrationException with each of them
     */
    public static void requireSupported(List<Step> due, CheckedScripts scripts, RunSettings settings) {
        if (!settings.tenant()) {
            return;
        }
        List<FileProblem> batches = due.stream()
                .filter(step -> !step.file().isCode())
                .filter(step ->
                        scripts.of(step).outline().directives().backfill().batches())
                .<FileProblem>map(step -> new InvalidFile(
                        step.file().location(),
                        "runs in batches, which is not supported where each tenant is a schema",
                        "Write it as ordinary statements without the directive batches.",
                        "tenants"))
                .toList();
        if (!batches.isEmpty()) {
            throw new InvalidMigrationException(batches);
        }
    }
}
