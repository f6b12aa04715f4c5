package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Composed;
import io.github.appliedset.text.Log;
import io.github.appliedset.text.Visible;
import io.github.appliedset.tracker.RepeatableTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Removes what was recorded of one repeatable migration, under the lock. */
public final class RepeatableRepair {

    private static final Log log = Log.of(RepeatableRepair.class);

    private final Session session;
    private final RunSettings settings;
    private final RepeatableTable table;

    public RepeatableRepair(RunContext run) {
        this.session = run.session();
        this.settings = run.settings();
        this.table = new RepeatableTable(this.settings.table());
    }

    /**
     * Removes every row of a name.
     *
     * @param shown called with the rows before they are removed; if it throws, nothing is done
     * @return the rows as they were, in the order of execution
     * @throws TrackerException if there is none
     */
    public List<AppliedRepeatable> forget(String name, Consumer<List<AppliedRepeatable>> shown) throws SQLException {
        shown.accept(rows(this.session.jdbc(), name));
        return this.session.locked(this.settings.transaction("forget " + name), 1, jdbc -> {
            List<AppliedRepeatable> rows = rows(jdbc, name);
            this.table.remove(jdbc, rows.get(0).name());
            jdbc.commit();
            log.info(
                    "Removed the rows of repeatable migration {} from {}: {}",
                    rows.get(0).name(),
                    this.table.sql(),
                    rows.stream().map(RepeatableRepair::text).collect(Collectors.joining("; ")));
            return rows;
        });
    }

    private static String text(AppliedRepeatable row) {
        return "seq " + row.seq() + ", applied at " + row.appliedAt() + ", checksum " + row.checksum() + ", release "
                + row.release();
    }

    private static List<AppliedRepeatable> of(List<AppliedRepeatable> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).toList();
    }

    private List<AppliedRepeatable> rows(Connection jdbc, String name) throws SQLException {
        List<AppliedRepeatable> all =
                this.table.exists(jdbc) ? this.table.read(jdbc).rows() : List.of();
        List<AppliedRepeatable> named = of(all, name);
        // As a file would be named, if nothing is recorded under exactly this name.
        List<AppliedRepeatable> rows = named.isEmpty() ? of(all, Composed.of(name)) : named;
        if (rows.isEmpty()) {
            throw new TrackerException(
                    "No repeatable migration " + Visible.line(name) + " is recorded in " + this.table.sql()
                            + ". Nothing was changed.",
                    "--applied-set.command=status lists the names.",
                    "repair-refused",
                    null);
        }
        return rows;
    }
}
