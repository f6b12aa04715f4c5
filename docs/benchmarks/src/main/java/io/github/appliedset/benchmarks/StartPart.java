package io.github.appliedset.benchmarks;

import java.util.List;

/** The parts of a start, told by the classes that do them; the first one wins. */
enum StartPart implements StackPart {
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
    private final List<String> marks;

    StartPart(String label, String... marks) {
        this.label = label;
        this.marks = List.of(marks);
    }

    static StartPart of(List<String> frames) {
        return StackPart.of(values(), frames);
    }

    @Override
    public List<String> marks() {
        return this.marks;
    }

    @Override
    public String toString() {
        return this.label;
    }
}
