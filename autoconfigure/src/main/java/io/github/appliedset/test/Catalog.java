package io.github.appliedset.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * What there is in a database, one line for each thing: what {@code pg_catalog} says of it, without object ids, and without
 * the tracker.
 */
record Catalog(NavigableSet<String> lines) {

    private static final String SQL = sql();

    private static String sql() {
        try (InputStream sql =
                Objects.requireNonNull(Catalog.class.getResourceAsStream("catalog.sql"), "catalog.sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Catalog of(DataSource dataSource, String trackerSchema, String trackerTable) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, trackerSchema);
            statement.setString(2, trackerTable);
            NavigableSet<String> lines = new TreeSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return new Catalog(lines);
        } catch (SQLException failure) {
            throw new AssertionError("The catalog cannot be read: " + failure.getMessage(), failure);
        }
    }

    /** What is there and was not expected, with a plus; what was expected and is not there, with a minus. */
    List<String> differencesFrom(Catalog expected) {
        List<String> differences = new ArrayList<>();
        minus(this.lines, expected.lines).forEach(line -> differences.add("+ " + line));
        minus(expected.lines, this.lines).forEach(line -> differences.add("- " + line));
        return differences;
    }

    private static Collection<String> minus(NavigableSet<String> lines, NavigableSet<String> others) {
        NavigableSet<String> remaining = new TreeSet<>(lines);
        remaining.removeAll(others);
        return remaining;
    }
}
