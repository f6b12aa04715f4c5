package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.RepeatableHistory;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.tracker.RepeatableTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Views and functions that repeatable migrations have created. They hold no rows, and a run re-creates what is gone; so in a
 * developer's own database, they may be dropped if they are in the way.
 */
public final class MadeByRepeatables {

    private static final List<String> KINDS = List.of("view ", "function ", "procedure ");

    private final RepeatableTable table;

    public MadeByRepeatables(RepeatableTable table) {
        this.table = table;
    }

    /** Whether one of them may be why PostgreSQL refused a statement that drops or changes something. */
    public static boolean areInTheWay(SQLException refusal) {
        return DatabaseErrors.is(refusal, SqlState.DEPENDENT_OBJECTS_STILL_EXIST, SqlState.FEATURE_NOT_SUPPORTED);
    }

    /** Whether PostgreSQL refused to replace an existing one with something else. */
    static boolean areNotReplaceable(SQLException refusal) {
        return DatabaseErrors.is(
                refusal,
                SqlState.INVALID_TABLE_DEFINITION,
                SqlState.INVALID_FUNCTION_DEFINITION,
                SqlState.DUPLICATE_TABLE,
                SqlState.DUPLICATE_FUNCTION);
    }

    /**
     * Drops them within a transaction, unless something else needs them.
     *
     * @return whether any was dropped
     */
    public boolean drop(Connection jdbc) throws SQLException {
        return drop(jdbc, row -> true);
    }

    /** The same for those of one name; of all, if others need them. */
    boolean drop(Connection jdbc, String name) throws SQLException {
        return drop(jdbc, row -> row.name().equals(name)) || drop(jdbc);
    }

    private boolean drop(Connection jdbc, Predicate<AppliedRepeatable> which) throws SQLException {
        List<String> left = this.table.exists(jdbc) ? made(jdbc, which) : List.of();
        int all = left.size();
        // One may need another, so each round drops those that nothing needs any longer.
        for (int before = all + 1; left.size() < before; ) {
            before = left.size();
            left = notDropped(jdbc, left);
        }
        return left.size() < all;
    }

    /** As the server words them, for use in a statement. */
    private List<String> made(Connection jdbc, Predicate<AppliedRepeatable> which) throws SQLException {
        RepeatableHistory history = this.table.read(jdbc);
        return history.current().values().stream()
                .filter(which)
                .flatMap(row -> row.objects().stream())
                .filter(object -> !history.gone().contains(object))
                .filter(object -> KINDS.stream().anyMatch(object::startsWith))
                .distinct()
                .toList();
    }

    private static List<String> notDropped(Connection jdbc, List<String> objects) throws SQLException {
        List<String> left = new ArrayList<>();
        for (String object : objects) {
            Savepoint savepoint = jdbc.setSavepoint();
            try (Statement statement = jdbc.createStatement()) {
                statement.execute("DROP " + object);
            } catch (SQLException refused) {
                if (DatabaseErrors.isConnectionLost(refused)) {
                    throw refused;
                }
                jdbc.rollback(savepoint);
                left.add(object);
            }
        }
        return left;
    }
}
