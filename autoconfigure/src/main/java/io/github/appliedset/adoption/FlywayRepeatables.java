package io.github.appliedset.adoption;

import io.github.appliedset.adoption.Adoption.RepeatableRow;
import io.github.appliedset.migration.RepeatableMigration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Flyway's repeatable migrations and ours.
 *
 * @param onDisk ours
 */
record FlywayRepeatables(List<RepeatableMigration> onDisk) {

    FlywayRepeatables {
        onDisk = List.copyOf(onDisk);
    }

    /**
     * Adopts the last execution of each. One whose file has the content that ran does not run again; one with a different
     * content runs at the next start.
     */
    void decide(Collection<FlywayEntry> last, AdoptionDraft draft) {
        for (FlywayEntry entry : last) {
            RepeatableMigration migration = fileOf(entry).orElse(null);
            if (migration == null) {
                draft.leave(
                        entry.script(),
                        "is not adopted: there is no file " + name(entry) + ".repeatable.sql. What it made remains");
            } else if (isProven(migration, entry)) {
                draft.adopt(new RepeatableRow(
                        migration, entry.at(), migration.file().checksum()));
            } else {
                draft.adopt(new RepeatableRow(migration, entry.at(), null));
                draft.leave(
                        migration.label() + ".repeatable.sql",
                        "has different content than " + entry.script()
                                + " had when Flyway ran it: it runs at the next start");
            }
        }
    }

    /** Whether the file has the content that ran, or was made from it and then edited as its first line says. */
    private static boolean isProven(RepeatableMigration migration, FlywayEntry entry) {
        Integer checksum = entry.checksum();
        return checksum != null
                && (checksum == FlywayChecksum.of(migration.file())
                        || OriginNote.of(migration.file())
                                .map(note -> checksum.equals(note.flywayChecksum()))
                                .orElse(false));
    }

    private Optional<RepeatableMigration> fileOf(FlywayEntry entry) {
        return this.onDisk.stream()
                .filter(migration -> OriginNote.of(migration.file())
                        .map(note -> note.file().equals(entry.fileName()))
                        .orElse(migration.name().equals(name(entry))))
                .findFirst();
    }

    /** The name of our file: what follows the separator in Flyway's. */
    private static String name(FlywayEntry entry) {
        String file = entry.fileName();
        int separator = file.indexOf("__");
        int suffix = file.lastIndexOf('.');
        return separator < 0 || suffix < separator
                ? entry.description().replace(' ', '_')
                : file.substring(separator + 2, suffix);
    }
}
