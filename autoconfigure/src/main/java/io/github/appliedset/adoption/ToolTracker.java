package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.SQLException;

/** The tracker of another tool. It is read only. */
interface ToolTracker {

    /** Its name if nobody has said otherwise. */
    String defaultTable();

    /**
     * What the tool applied, of the migrations on disk, and all that is against taking it over.
     *
     * @throws TrackerException if the table is not this tool's
     */
    Adoption read(Connection connection, ToolTable table, VersionSet<Migration> onDisk) throws SQLException;
}
