package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Flag;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.AttributeValue.Whole;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.wording.KeywordNames;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object in the result of a query.
 *
 * @param kind its kind
 * @param schema oid of its schema; 0 if it is in none, or in a relation
 * @param relation oid of its relation; 0 if it is in none
 * @param name its name
 * @param address its place in the catalogs
 * @param parents oids of the relations that it inherits from
 * @param owner oid of the relation that owns it; 0 for none
 * @param attachedRelation oid of the relation whose part it is attached to or inherited from; 0 for none
 * @param attachedName name of that part
 * @param ofExtension whether an extension created it; set for schemas, which may contain other objects, and for relations
 *     that an extension creates at run time
 * @param ofOtherTool whether it looks like a table of another migration tool
 * @param ofMigrator whether it looks like the tracker of a migrator, or is one of our tables beside one
 * @param type of a column; else null
 * @param attributes its attributes
 */
record CatalogRow(
        ObjectKind kind,
        long schema,
        long relation,
        String name,
        ObjectAddress address,
        List<Long> parents,
        long owner,
        long attachedRelation,
        @Nullable String attachedName,
        boolean ofExtension,
        boolean ofOtherTool,
        boolean ofMigrator,
        @Nullable String type,
        Map<Attribute, AttributeValue> attributes) {

    /** Follows the label of a column whose value is left out if it is the {@linkplain DefaultName name} made from these parts. */
    private static final String UNLESS = " unless";

    /** Lists for which empty is not the same as none. */
    private static final Set<Attribute> EMPTY_SAYS_SOMETHING =
            Set.of(Attribute.GRANTS, Attribute.FIELDS, Attribute.PUBLISHES);

    static List<CatalogRow> readAll(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        Map<String, Integer> places = new HashMap<>();
        Map<Attribute, Integer> attributes = new EnumMap<>(Attribute.class);
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            String label = columns.getColumnLabel(column);
            Optional<Attribute> attribute = Attribute.of(label);
            if (attribute.isPresent()) {
                attributes.put(attribute.get(), column);
            } else {
                places.put(label, column);
            }
        }
        List<CatalogRow> read = new ArrayList<>();
        while (rows.next()) {
            read.add(read(rows, places, attributes));
        }
        return read;
    }

    private static CatalogRow read(ResultSet rows, Map<String, Integer> places, Map<Attribute, Integer> columns)
            throws SQLException {
        Map<Attribute, AttributeValue> attributes = new EnumMap<>(Attribute.class);
        for (Map.Entry<Attribute, Integer> column : columns.entrySet()) {
            AttributeValue value = value(rows, column.getKey(), column.getValue());
            if (value != null) {
                attributes.put(column.getKey(), value);
            }
        }
        ObjectKind kind = ObjectKind.valueOf(rows.getString(place(places, "object_kind")));
        String name = KeywordNames.unquoted(kind, rows.getString(place(places, "object_name")));
        for (Attribute named : List.of(Attribute.OWN_NAME, Attribute.NOT_NULL_NAME, Attribute.SEQUENCE_NAME)) {
            int parts = place(places, named.key() + UNLESS);
            AttributeValue value = attributes.get(named);
            if (parts > 0
                    && value != null
                    && DefaultName.of(Arrays.asList(
                                    (String[]) rows.getArray(parts).getArray()))
                            .equals(value instanceof Text text ? text.text() : name)) {
                attributes.remove(named);
            }
        }
        return new CatalogRow(
                kind,
                oid(rows, place(places, "schema_id")),
                oid(rows, place(places, "relation_id")),
                name,
                new ObjectAddress(
                        rows.getString(place(places, "object_class")), oid(rows, place(places, "object_id")), (int)
                                oid(rows, place(places, "object_part"))),
                oids(rows, place(places, "parent_ids")),
                oid(rows, place(places, "owner_relation_id")),
                oid(rows, place(places, "attached_relation_id")),
                places.containsKey("attached_name") ? rows.getString(place(places, "attached_name")) : null,
                places.containsKey("of_extension") && rows.getBoolean(place(places, "of_extension")),
                places.containsKey("of_other_tool") && rows.getBoolean(place(places, "of_other_tool")),
                places.containsKey("of_migrator") && rows.getBoolean(place(places, "of_migrator")),
                Optional.ofNullable(attributes.get(Attribute.TYPE))
                        .map(type -> KeywordNames.unquotedType(type.toString()))
                        .orElse(null),
                attributes);
    }

    private static int place(Map<String, Integer> places, String label) {
        return places.getOrDefault(label, 0);
    }

    private static long oid(ResultSet rows, int column) throws SQLException {
        return column == 0 ? 0 : rows.getLong(column);
    }

    private static List<Long> oids(ResultSet rows, int column) throws SQLException {
        Array array = column == 0 ? null : rows.getArray(column);
        return array == null ? List.of() : List.of((Long[]) array.getArray());
    }

    private static @Nullable AttributeValue value(ResultSet rows, Attribute attribute, int column) throws SQLException {
        return switch (attribute.form()) {
            case TEXT, LINES -> {
                String text = rows.getString(column);
                yield text == null ? null : new Text(text);
            }
            case FLAG -> rows.getBoolean(column) ? new Flag() : null;
            case NUMBER -> {
                long number = rows.getLong(column);
                yield rows.wasNull() ? null : new Whole(number);
            }
            case LIST -> {
                Array array = rows.getArray(column);
                List<String> items = array == null ? List.of() : Arrays.asList((String[]) array.getArray());
                yield array == null || items.isEmpty() && !EMPTY_SAYS_SOMETHING.contains(attribute)
                        ? null
                        : new Items(items);
            }
        };
    }
}
