package io.github.appliedset.migrator;

import io.github.appliedset.migration.TrackerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A query of the application for the schemas of its tenants.
 *
 * @param sql returns one in the first column of each row
 */
record TenantQuery(String sql) {

    List<String> schemas(Connection jdbc) {
        List<String> schemas = new ArrayList<>();
        try (Statement statement = jdbc.createStatement();
                ResultSet rows = statement.executeQuery(this.sql)) {
            while (rows.next()) {
                schemas.add(Objects.requireNonNullElse(rows.getString(1), ""));
            }
            return schemas;
        } catch (SQLException failure) {
            throw new TrackerException(
                    "The schemas of the tenants could not be read: " + failure.getMessage() + "\n    " + this.sql
                            + "\nNo tenant was migrated.",
                    "Correct the query in applied-set.tenants.schemas-from. It runs after the ordinary migrations, and"
                            + " returns one schema per row.",
                    "tenants",
                    failure);
        }
    }
}
