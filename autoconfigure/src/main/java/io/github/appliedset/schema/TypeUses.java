package io.github.appliedset.schema;

import io.github.appliedset.Internal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which columns of tables hold values of a type: as their own type, or inside it.
 *
 * @param schema the schema
 */
@Internal
public record TypeUses(Schema schema) {

    private static final String ARRAY = "[]";
    private static final String COLLATED = " COLLATE ";

    /**
     * What follows the name of a type where PostgreSQL writes it: brackets, or nothing.
     *
     * @param text the name as PostgreSQL quotes it
     * @return empty if the text names another type
     */
    public static Optional<String> suffix(String text, ObjectId type) {
        return elementOf(text).equals(type.qualifiedName())
                ? Optional.of(text.endsWith(ARRAY) ? ARRAY : "")
                : Optional.empty();
    }

    private static String elementOf(String text) {
        return QualifiedName.folded(text.endsWith(ARRAY) ? text.substring(0, text.length() - ARRAY.length()) : text);
    }

    /** The fields of a composite type in their order, each with its type. */
    public static Map<String, String> fields(SchemaObject composite) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : composite.items(Attribute.FIELDS)) {
            QualifiedName rest = new QualifiedName(field);
            String name = rest.identifier();
            String type = rest.all().strip();
            int collated = type.indexOf(COLLATED);
            fields.put(name, collated < 0 ? type : type.substring(0, collated));
        }
        return fields;
    }

    /** The columns of tables whose values contain such values, through fields, arrays, domains and rows of tables. */
    public Stream<SchemaObject> columns(ObjectId type) {
        Set<String> holders = new HashSet<>(Set.of(type.qualifiedName()));
        List<SchemaObject> found = List.of();
        int before;
        do {
            before = found.size();
            found = this.schema.objects().values().stream()
                    .filter(object -> typesIn(object).map(TypeUses::elementOf).anyMatch(holders::contains))
                    .toList();
            found.stream().flatMap(TypeUses::holders).forEach(holders::add);
        } while (found.size() > before);
        return found.stream().filter(TypeUses::isOfATable);
    }

    private static boolean isOfATable(SchemaObject object) {
        ObjectId parent = object.id().parent();
        return object.id().kind() == ObjectKind.COLUMN && parent != null && parent.kind() == ObjectKind.TABLE;
    }

    private static Stream<String> typesIn(SchemaObject object) {
        return switch (object.id().kind()) {
            case COMPOSITE_TYPE -> fields(object).values().stream();
            case DOMAIN -> object.text(Attribute.TYPE).stream();
            case COLUMN -> isOfATable(object) ? object.text(Attribute.TYPE).stream() : Stream.<String>empty();
            case RANGE_TYPE -> object.text(Attribute.SUBTYPE).stream();
            default -> Stream.empty();
        };
    }

    /** The rows of its table contain a column, and its multirange contains a range. */
    private static Stream<String> holders(SchemaObject object) {
        ObjectId parent = object.id().parent();
        return object.id().kind() == ObjectKind.COLUMN && parent != null
                ? Stream.of(parent.qualifiedName())
                : Stream.concat(Stream.of(object.id()), multirange(object).stream())
                        .map(ObjectId::qualifiedName);
    }

    /** The type of several ranges of a type; empty if it is not a range. */
    public static Optional<ObjectId> multirange(SchemaObject type) {
        return type.text(Attribute.MULTIRANGE)
                .map(name -> name.contains(".") ? QualifiedName.parts(name) : List.of(name))
                .map(parts -> new ObjectId(
                        ObjectKind.RANGE_TYPE,
                        parts.size() > 1
                                ? ObjectId.of(ObjectKind.SCHEMA, parts.get(0))
                                : type.id().parent(),
                        parts.get(parts.size() - 1)));
    }
}
