package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Awaited;
import io.github.appliedset.migration.BackfillState;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migration.VersionState.Applied;
import io.github.appliedset.migration.VersionState.Orphan;
import io.github.appliedset.migration.VersionState.Pending;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Migrations as JSON values, with the members that the endpoint gives them. */
final class Json {

    private Json() {}

    static Map<String, Object> of(AppliedMigration row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", row.version().value());
        json.put("name", row.name());
        json.put("appliedAt", row.appliedAt().toString());
        json.put("checksum", row.checksum() == null ? null : row.checksum().hex());
        return json;
    }

    static Map<String, Object> of(Applied applied) {
        Map<String, Object> json = of(applied.row());
        if (applied.late()) {
            json.put("late", true);
        }
        applied.differs().ifPresent(how -> json.put("differs", how));
        renumberedTo(applied, json);
        return json;
    }

    static Map<String, Object> of(Orphan orphan) {
        Map<String, Object> json = of(orphan.row());
        renumberedTo(orphan, json);
        return json;
    }

    private static void renumberedTo(VersionState state, Map<String, Object> json) {
        state.renumbered()
                .flatMap(RenumberedMigration::to)
                .ifPresent(version -> json.put("renumberedTo", version.value()));
    }

    static Map<String, Object> of(Pending pending) {
        Map<String, Object> json = of(pending.file());
        if (!pending.words().equals("pending")) {
            json.put("state", pending.words());
        }
        if (!pending.state().waitsFor().isEmpty()) {
            json.put(
                    "waitsFor",
                    pending.state().waitsFor().stream().map(Awaited::toString).toList());
        }
        BackfillState backfill = pending.state().backfill();
        if (backfill != null) {
            json.put("backfill", of(backfill));
        }
        return json;
    }

    private static Map<String, Object> of(BackfillState backfill) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", backfill.rows());
        json.put("batches", backfill.batches());
        json.put("estimate", backfill.estimate());
        json.put("rowsPerSecond", backfill.rowsPerSecond());
        json.put("secondsLeft", backfill.left() == null ? null : backfill.left().toSeconds());
        json.put("reason", backfill.reason());
        json.put("error", backfill.error());
        return json;
    }

    static Map<String, Object> of(Migration migration) {
        return of(Step.up(migration));
    }

    static Map<String, Object> of(Step step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", step.version().value());
        json.put("name", step.migration().name());
        json.put("file", step.file().path());
        return json;
    }

    static Map<String, Object> of(Repeated repeated) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", repeated.migration().name());
        json.put("file", repeated.migration().file().path());
        json.put("milliseconds", repeated.duration().toMillis());
        return json;
    }

    static Map<String, Object> of(Migration migration, Duration duration) {
        return of(Step.up(migration), duration);
    }

    static Map<String, Object> of(Step step, Duration duration) {
        Map<String, Object> json = of(step);
        json.put("milliseconds", duration.toMillis());
        return json;
    }
}
