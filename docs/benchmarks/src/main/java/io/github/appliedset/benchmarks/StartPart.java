package io.github.appliedset.benchmarks;

import java.util.List;

/** The parts of a start, told by the classes that do them; the first one wins. */
enum StartPart {
    LISTING("listing the files", "MigrationFiles."),
    FINGERPRINT("size and time of each file", "FileFingerprint."),
    QUESTION("what the database knows, and its rows", "UnlockedRead."),
    SCRIPT("the SQL in the files", "CheckedScript", "SqlScriptReader.", "RunningScript."),
    PREPARING("the tracker, checked or made", "TrackerPreparation."),
    APPLYING("lock, guards and the migrations", "MigrationRun."),
    BORROWING("the connection and its state", "Session."),
    BUILDING("settings and the migrator", "MigratorFactory.", "MigratorConfiguration.", "Migrator$Builder."),
    OTHER("the rest");

    private final String label;
    private final List<String> classes;

    StartPart(String label, String... classes) {
        this.label = label;
        this.classes = List.of(classes);
    }

    static StartPart of(List<String> frames) {
        for (StartPart part : values()) {
            if (frames.stream().anyMatch(frame -> part.classes.stream().anyMatch(frame::contains))) {
                return part;
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return this.label;
    }
}
