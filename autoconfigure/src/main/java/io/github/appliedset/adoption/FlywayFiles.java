package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files on disk by the versions that Flyway knows them by: from the origin note that the import left in the file,
 * or else the version itself if it is one number.
 */
final class FlywayFiles {

    private final VersionSet<Migration> onDisk;
    private final Map<Migration, OriginNote> notes = new HashMap<>();
    private final TreeMap<FlywayVersion, Migration> byVersion = new TreeMap<>();

    FlywayFiles(VersionSet<Migration> onDisk) {
        this.onDisk = onDisk;
        for (Migration migration : onDisk) {
            OriginNote.of(migration.up()).ifPresent(note -> this.notes.put(migration, note));
            this.byVersion.put(versionOf(migration), migration);
        }
    }

    /** The version by which Flyway knew the file. */
    FlywayVersion versionOf(Migration migration) {
        return Optional.ofNullable(this.notes.get(migration))
                .flatMap(OriginNote::flywayVersion)
                .orElseGet(() -> FlywayVersion.of(migration.version().value()));
    }

    /** Adopts an applied version if its file exists and is the one that ran. */
    void decide(FlywayVersion version, FlywayEntry entry, AdoptionDraft draft) {
        Migration migration = this.byVersion.get(version);
        if (migration == null) {
            decideWithoutFile(version, entry, draft);
        } else if (!entry.isSql() || migration.up().isCode() || entry.checksum() == null) {
            adopt(migration, entry, false, draft);
        } else if (entry.checksum().equals(notedChecksum(migration))) {
            // The file was meant to be edited: its current content proves nothing, and its checksum may change.
            adopt(migration, entry, false, draft);
        } else if (FlywayChecksum.of(migration.up()) == entry.checksum()) {
            adopt(migration, entry, true, draft);
        } else {
            draft.refuse(
                    "    " + entry.label() + " had the checksum " + entry.checksum()
                            + " when Flyway ran it, but the file now has " + FlywayChecksum.of(migration.up()) + ": "
                            + migration.up().location(),
                    "Restore the content of " + entry.script()
                            + ". If it was changed on purpose, note that in the first line of the file:\n    "
                            + OriginNote.ofFlyway(entry.fileName(), version, entry.checksum()));
        }
    }

    private @Nullable Integer notedChecksum(Migration migration) {
        OriginNote note = this.notes.get(migration);
        return note == null ? null : note.flywayChecksum();
    }

    private static void adopt(Migration migration, FlywayEntry entry, boolean proven, AdoptionDraft draft) {
        draft.adopt(
                migration,
                String.valueOf(entry.version()),
                entry.rank(),
                entry.at(),
                proven ? migration.up().checksum() : null);
    }

    private static void decideWithoutFile(FlywayVersion version, FlywayEntry entry, AdoptionDraft draft) {
        if (!entry.isSql()) {
            draft.leave(
                    entry.label(),
                    "is of type " + entry.type() + " and has no file here: it is not adopted, but its effects remain");
        } else if (version.parts().size() > 1) {
            draft.refuse(
                    "    " + entry.label() + " was applied, but no file names it as its origin",
                    "Let applied-set number the files: --applied-set.command=import-files. If you numbered them"
                            + " yourself, name the original in the first line of each:\n    "
                            + OriginNote.ofFlyway(entry.fileName(), version, null));
        } else {
            draft.refuseWithoutFile(
                    version.toString(),
                    entry.label(),
                    version + "_" + entry.description().replace(' ', '_') + ".up.sql");
        }
    }

    /** Adopts the files up to a Flyway baseline, which Flyway considers applied. */
    void adoptUpTo(FlywayEntry baseline, AdoptionDraft draft) {
        FlywayVersion version = baseline.parsedVersion();
        if (version == null) {
            return;
        }
        List<Migration> before = this.onDisk.stream()
                .filter(migration ->
                        !draft.has(migration) && versionOf(migration).compareTo(version) <= 0)
                .toList();
        before.forEach(migration ->
                draft.adopt(migration, versionOf(migration).toString(), baseline.rank(), baseline.at(), null));
        draft.leave(
                baseline.label(),
                "is a baseline: every file up to it counts as applied, including " + before.size()
                        + " that Flyway did not run");
    }
}
