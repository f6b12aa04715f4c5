package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Options in parentheses, such as a fill factor. */
final class StorageOptions {

    private StorageOptions() {}

    /** What sets the options of a relation, or resets them. */
    static List<String> change(String alter, SchemaObject before, SchemaObject after) {
        return change(alter, before.items(Attribute.OPTIONS), after.items(Attribute.OPTIONS));
    }

    static List<String> change(String alter, List<String> before, List<String> after) {
        Map<String, String> was = byKey(before);
        Map<String, String> is = byKey(after);
        List<String> set = is.values().stream()
                .filter(option -> !was.containsValue(option))
                .sorted()
                .toList();
        List<String> reset = was.keySet().stream()
                .filter(key -> !is.containsKey(key))
                .sorted()
                .toList();
        List<String> statements = new ArrayList<>();
        if (!set.isEmpty()) {
            statements.add(alter + " SET (" + String.join(", ", set) + ")");
        }
        if (!reset.isEmpty()) {
            statements.add(alter + " RESET (" + String.join(", ", reset) + ")");
        }
        return statements;
    }

    private static Map<String, String> byKey(List<String> options) {
        return options.stream()
                .collect(Collectors.toMap(option -> option.replaceFirst("=.*", ""), Function.identity(), (a, b) -> b));
    }
}
