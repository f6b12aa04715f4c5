package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.SchemaObject;
import java.util.stream.Collectors;

/** Options of a foreign server or wrapper: each is stored as a name, an equals sign and a value. */
final class ForeignOptions {

    private ForeignOptions() {}

    static String clause(SchemaObject object) {
        return object.items(Attribute.OPTIONS).isEmpty()
                ? ""
                : object.items(Attribute.OPTIONS).stream()
                        .map(option -> SqlName.quoted(option.substring(0, option.indexOf('='))) + " "
                                + SqlLiteral.readable(option.substring(option.indexOf('=') + 1)))
                        .collect(Collectors.joining(", ", " OPTIONS (", ")"));
    }
}
