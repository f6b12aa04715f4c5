package io.github.appliedset.migration;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a row that probably belongs to a file with a different number. Without a checksum only a person can
 * tell, so the remedy is a statement that a person runs.
 *
 * @param row what was applied
 * @param own the file of its version now; null if there is none
 * @param files the files that have not run and bear its name
 */
record ProbableNumber(AppliedMigration row, @Nullable Migration own, List<Migration> files) {

    String description() {
        return "Version " + this.row.version() + " was probably renumbered"
                + (this.files.size() == 1 ? " to " + this.files.get(0).version() : "") + ": " + this.row.label()
                + " was applied at " + this.row.appliedAt()
                + (this.own == null
                        ? " and has no file"
                        : ", and version " + this.row.version() + " is " + this.own.label() + " on disk now")
                + ". "
                + (this.files.size() == 1
                        ? "A file that has not run has its name:"
                        : "Files that have not run have its name:")
                + this.files.stream()
                        .map(file -> "\n    " + file.up().location())
                        .collect(Collectors.joining())
                + (this.row.checksum() == null
                        ? "\nThe row has no checksum, so nothing shows whether it is the same migration."
                        : "\nIts content is not what was applied.");
    }

    String remedy(String table) {
        return (this.row.checksum() == null
                        ? "Compare them. If it is the same migration, give the row its number:\n"
                        : "If it is the same migration, restore the content that was applied. If the edit does not affect the"
                                + " database, give the row its number and accept the edit:\n")
                + this.files.stream().map(file -> settled(table, file)).collect(Collectors.joining("\nor\n"))
                + "\nIf it is a different migration that must run, give its file a different name.";
    }

    private String settled(String table, Migration file) {
        return "    UPDATE " + table + " SET version = " + file.version() + " WHERE version = " + this.row.version()
                + ";"
                + (this.row.checksum() == null
                        ? ""
                        : "\n    --applied-set.command=accept-checksum --applied-set.version=" + file.version());
    }
}
