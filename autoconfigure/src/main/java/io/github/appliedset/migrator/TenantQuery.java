package io.github.appliedset.migrator;

import io.github.appliedset.migration.TrackerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A query of the application for the schemas of its tenants.
 *
 * @param sql returns one a row, in its only column
 */
record TenantQuery(String sql) {

    List<String> schemas(Connection jdbc) {
        List<String> schemas = new ArrayList<>();
        try (Statement statement = jdbc.createStatement();
                ResultSet rows = statement.executeQuery(this.sql)) {
            int columns = rows.getMetaData().getColumnCount();
            if (columns != 1) {
                throw refused("the query returns " + columns + " columns", null);
            }
            while (rows.next()) {
                schemas.add(Objects.requireNonNullElse(rows.getString(1), ""));
            }
            return schemas;
        } catch (SQLException failure) {
            throw refused(failure.getMessage(), failure);
        }
    }

    private TrackerException refused(@Nullable String why, @Nullable SQLException cause) {
        return new TrackerException(
                "The schemas of the tenants could not be read: " + why + "\n    " + this.sql
                        + "\nNo tenant was migrated.",
                "Correct the query in applied-set.tenants.schemas-from. It runs after the ordinary migrations, and"
                        + " returns the schema of one tenant a row, and nothing else.",
                "tenants",
                cause);
    }
}
