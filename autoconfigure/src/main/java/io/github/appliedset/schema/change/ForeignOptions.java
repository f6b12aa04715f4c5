package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Options of a foreign wrapper, server, table or column: each is stored as a name, an equals sign and a value. */
final class ForeignOptions {

    private ForeignOptions() {}

    static boolean isForeign(SchemaObject table) {
        return table.text(Attribute.KIND).filter("foreign"::equals).isPresent();
    }

    static String clause(SchemaObject object) {
        return object.items(Attribute.OPTIONS).isEmpty()
                ? ""
                : object.items(Attribute.OPTIONS).stream()
                        .map(ForeignOptions::told)
                        .collect(Collectors.joining(", ", " OPTIONS (", ")"));
    }

    /** What follows {@code ALTER} and the object; empty if both have the same options. */
    static String change(List<String> before, List<String> after) {
        List<String> was = before.stream().map(ForeignOptions::name).toList();
        List<String> is = after.stream().map(ForeignOptions::name).toList();
        List<String> actions = new ArrayList<>();
        was.stream().filter(name -> !is.contains(name)).forEach(name -> actions.add("DROP " + name));
        after.stream()
                .filter(option -> !before.contains(option))
                .forEach(option -> actions.add((was.contains(name(option)) ? "SET " : "ADD ") + told(option)));
        return actions.isEmpty() ? "" : " OPTIONS (" + String.join(", ", actions) + ")";
    }

    private static String name(String option) {
        return SqlName.quoted(option.substring(0, option.indexOf('=')));
    }

    private static String told(String option) {
        return name(option) + " " + SqlLiteral.readable(option.substring(option.indexOf('=') + 1));
    }
}
