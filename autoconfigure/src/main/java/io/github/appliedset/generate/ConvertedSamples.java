package io.github.appliedset.generate;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.TypeUses;
import io.github.appliedset.schema.change.SchemaChange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which values a new type of a column cuts without an error. PostgreSQL converts samples of every family of types, as the
 * statement would, and back: one that does not come back is lost. It knows its casts, and those of extensions, better than a
 * list of ours.
 */
final class ConvertedSamples {

    private static final String SCRIPT = "converted-samples.sql";

    private static final String ANY_NAME = "(?:\"(?:[^\"]|\"\")++\"|[^\\s\"]+)";

    private ConvertedSamples() {}

    /**
     * The columns, domains and composite types that lose values by a change that has been carried out.
     *
     * @return for each a sample of what is lost, in words
     */
    static Map<ObjectId, String> lost(Connection connection, SchemaChange change, Schema before, Schema after)
            throws SQLException {
        Map<ObjectId, String> lost = new TreeMap<>();
        for (SchemaObject is : after.objects().values()) {
            Optional<SchemaObject> was = before.find(is.id());
            if (was.isPresent() && holdsValues(is) && isRetyped(was.get(), is)) {
                String from = was.get().text(Attribute.TYPE).orElseThrow();
                String to = is.text(Attribute.TYPE).orElseThrow();
                lost(connection, from, to, how(change, is.id(), to)).ifPresent(sample -> lost.put(is.id(), sample));
            } else if (was.isPresent()
                    && is.id().kind() == ObjectKind.COMPOSITE_TYPE
                    && !was.get().equals(is)) {
                ofFields(connection, was.get(), is, before).ifPresent(sample -> lost.put(is.id(), sample));
            }
        }
        return lost;
    }

    /** Columns that have a composite type go over to another one by way of text, field by field. */
    private static Optional<String> ofFields(Connection connection, SchemaObject was, SchemaObject is, Schema before)
            throws SQLException {
        if (new TypeUses(before).columns(was.id()).findAny().isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> types = TypeUses.fields(is);
        for (Map.Entry<String, String> field : TypeUses.fields(was).entrySet()) {
            String to = types.getOrDefault(field.getKey(), field.getValue());
            Optional<String> lost = to.equals(field.getValue())
                    ? Optional.empty()
                    : lost(connection, field.getValue(), to, "c::text::" + to);
            if (lost.isPresent()) {
                return lost;
            }
        }
        return Optional.empty();
    }

    private static boolean holdsValues(SchemaObject object) {
        ObjectId parent = object.id().parent();
        return object.id().kind() == ObjectKind.DOMAIN
                || object.id().kind() == ObjectKind.COLUMN
                        && parent != null
                        && parent.kind() == ObjectKind.TABLE
                        && !object.is(Attribute.GENERATED);
    }

    private static boolean isRetyped(SchemaObject was, SchemaObject is) {
        return was.text(Attribute.TYPE).isPresent()
                && is.text(Attribute.TYPE).isPresent()
                && !was.text(Attribute.TYPE).equals(is.text(Attribute.TYPE));
    }

    /** The expression that makes the new value from a column {@code c}: policies and indexes in the same change say USING too. */
    private static String how(SchemaChange change, ObjectId id, String type) {
        String column = id.kind() == ObjectKind.DOMAIN ? ANY_NAME : name(id.name());
        Pattern retyped = Pattern.compile(
                "^ALTER TABLE .*\\bALTER COLUMN " + column + " TYPE .* USING " + column + "::(text::)?",
                Pattern.DOTALL);
        return change.statements().stream()
                .map(retyped::matcher)
                .filter(Matcher::find)
                .map(cast -> (cast.group(1) == null ? "c::" : "c::text::") + type)
                .findFirst()
                .orElse("c");
    }

    /** As it may be written: with quotes or without. */
    private static String name(String name) {
        return "(?:" + Pattern.quote(name) + "|" + Pattern.quote('"' + name.replace("\"", "\"\"") + '"') + ")";
    }

    /**
     * The first sample that does not come back, in words.
     *
     * @param how the expression that makes the new value from a column {@code c}
     */
    static Optional<String> lost(Connection connection, String from, String to, String how) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            EventTriggers.disable(connection);
            statement.setEscapeProcessing(false);
            statement.execute(script());
            try (PreparedStatement query = connection.prepareStatement("SELECT pg_temp.applied_set_lost(?, ?, ?)")) {
                query.setString(1, from);
                query.setString(2, to);
                query.setString(3, how);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return Optional.ofNullable(row.getString(1));
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static String script() {
        try (InputStream script = ConvertedSamples.class.getResourceAsStream(SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }
}
