package io.github.appliedset.adoption;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.SQLException;

/** A tool's way of keeping its table. Reads only. */
interface ToolTracker {

    /** Its name if nobody has said otherwise. */
    String defaultTable();

    /**
     * What the tool applied, of the migrations on disk, and every obstacle to adopting it.
     *
     * @throws TrackerException if the table is not this tool's
     */
    Adoption read(Connection connection, ToolTable table, VersionSet<Migration> onDisk) throws SQLException;
}
