package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectKind;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What other sessions drop while a schema is read. */
final class Vanished {

    /** Internal errors, as "cache lookup failed", and undefined objects of any kind; our queries name none. */
    private static final Set<String> STATES = Set.of("XX000", "42P01", "42703", "42704", "42883", "3F000");

    private static final Set<ObjectKind> DEFINED = EnumSet.of(
            ObjectKind.VIEW,
            ObjectKind.MATERIALIZED_VIEW,
            ObjectKind.CONSTRAINT,
            ObjectKind.INDEX,
            ObjectKind.TRIGGER,
            ObjectKind.RULE,
            ObjectKind.STATISTICS,
            ObjectKind.FUNCTION,
            ObjectKind.PROCEDURE,
            ObjectKind.AGGREGATE);

    /** Shown in place of a type that is gone. */
    private static final String NO_TYPE = "???";

    private static final String GONE = "SELECT o.class, o.id FROM unnest(?::text[], ?::bigint[]) AS o (class, id)"
            + " WHERE pg_describe_object(o.class::regclass, o.id::oid, 0) IS NULL";

    private Vanished() {}

    /** Whether a query failed because of something that is gone. */
    static boolean isCauseOf(SQLException failure) {
        return STATES.contains(Objects.requireNonNullElse(failure.getSQLState(), ""));
    }

    /** Removes objects that are now gone; what belongs to them is not shown without them. */
    static void remove(Connection connection, List<CatalogRow> rows) throws SQLException {
        List<ObjectAddress> own = rows.stream()
                .filter(row -> row.kind().place() != ObjectKind.Place.RELATION && row.kind() != ObjectKind.SETTING)
                .map(CatalogRow::address)
                .toList();
        Set<ObjectAddress> gone = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(GONE)) {
            statement.setArray(1, array(connection, "text", own.stream().map(ObjectAddress::catalog)));
            statement.setArray(2, array(connection, "bigint", own.stream().map(ObjectAddress::id)));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    gone.add(new ObjectAddress(found.getString(1), found.getLong(2), 0));
                }
            }
        }
        if (!gone.isEmpty()) {
            rows.removeIf(row ->
                    gone.contains(row.address()) || gone.contains(new ObjectAddress("pg_class", row.relation(), 0)));
        }
    }

    private static Array array(Connection connection, String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    /**
     * Fails if an object would be shown in part.
     *
     * @param isShown whether a row becomes an object
     * @throws SQLException one that {@link #isCauseOf} recognizes
     */
    static void requireWhole(List<CatalogRow> rows, Predicate<CatalogRow> isShown) throws SQLException {
        for (CatalogRow row : rows) {
            boolean isDefined = DEFINED.contains(row.kind()) && row.attachedName() == null;
            boolean isPart = isDefined && !row.attributes().containsKey(Attribute.DEFINITION)
                    || row.name().contains(NO_TYPE)
                    || Objects.toString(row.attributes().get(Attribute.TYPE), "")
                            .startsWith(NO_TYPE);
            if (isPart && isShown.test(row)) {
                throw new SQLException(
                        row.kind().label() + " " + row.name() + " was dropped or changed while it was read", "XX000");
            }
        }
    }
}
