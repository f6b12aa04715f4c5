package io.github.appliedset.schema.snapshot;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Information about keys in the definitions of constraints. */
final class Keys {

    private static final String PRIMARY = "PRIMARY KEY (";
    private static final Pattern COLUMN =
            Pattern.compile("\\G(?:\"((?:[^\"]|\"\")++)\"|([^\\s,()\"]+))(?: WITHOUT OVERLAPS)?(?:, |\\))");

    private Keys() {}

    /** The definition of a part of a table: its own, or that of the part that it is attached to. */
    static Optional<String> definition(Schema schema, SchemaObject part) {
        return part.text(Attribute.DEFINITION)
                .or(() -> part.text(Attribute.ATTACHED_TO)
                        .map(parent -> ObjectId.parse(
                                List.of(
                                        ObjectKind.SCHEMA,
                                        ObjectKind.TABLE,
                                        part.id().kind()),
                                parent))
                        .flatMap(schema::find)
                        .flatMap(parent -> definition(schema, parent)));
    }

    static boolean hasIndex(Optional<String> definition) {
        return definition
                .filter(text -> Stream.of("PRIMARY KEY", "UNIQUE", "EXCLUDE").anyMatch(text::startsWith))
                .isPresent();
    }

    static boolean isPrimary(Optional<String> definition) {
        return definition.filter(text -> text.startsWith(PRIMARY)).isPresent();
    }

    /** The columns of a primary key. */
    static List<String> columns(String primaryKey) {
        List<String> columns = new ArrayList<>();
        Matcher column = COLUMN.matcher(primaryKey).region(PRIMARY.length(), primaryKey.length());
        while (column.find()) {
            columns.add(column.group(2) == null ? column.group(1).replace("\"\"", "\"") : column.group(2));
            if (column.group().endsWith(")")) {
                break;
            }
        }
        return columns;
    }
}
