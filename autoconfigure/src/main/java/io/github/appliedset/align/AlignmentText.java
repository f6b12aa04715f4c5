package io.github.appliedset.align;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.RepairReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An alignment in words. */
public final class AlignmentText {

    /** The command that does what a start does not. */
    public static final String COMMAND = "--applied-set.command=align --applied-set.development=true";

    private AlignmentText() {}

    /** What is done, a line for each row. */
    public static List<String> changes(AlignmentReport report) {
        List<String> lines = new ArrayList<>();
        for (RepairReport move : report.renumbered()) {
            String after = Objects.requireNonNull(move.after()).label();
            lines.add(
                    move.before().label().equals(after)
                            ? after + " stays, and gets the checksum of its file, which has the same statements"
                            : move.before().label() + " is " + after + " now");
        }
        for (RolledBack done : report.rolledBack()) {
            lines.add(done.row().label() + " rolled back: " + done.reason());
        }
        return lines;
    }

    /** What stays although it does not match the files, in several lines. */
    public static String left(Left left) {
        AppliedMigration row = left.row();
        return row.label() + " does not match the files (" + left.reason() + ") and stays: " + left.because();
    }
}
