package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.SQLException;

/** Reader of one tool's table. */
interface ToolTracker {

    /** Default name of the tool's table. */
    String defaultTable();

    /**
     * Returns the migrations on disk that the tool applied, and every obstacle to adopting them.
     *
     * @throws TrackerException if the table is not this tool's
     */
    Adoption read(Connection connection, ToolTable table, VersionSet<Migration> onDisk) throws SQLException;
}
