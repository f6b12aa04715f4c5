package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Options in parentheses, such as a fill factor. */
final class StorageOptions {

    private StorageOptions() {}

    /** The options of a relation, without the statistics targets of an index. */
    static List<String> of(SchemaObject relation) {
        return relation.items(Attribute.OPTIONS).stream()
                .filter(option -> !StatisticsTargets.isTarget(option))
                .toList();
    }

    /** Sets or resets the options of a relation. */
    static List<String> change(String alter, SchemaObject before, SchemaObject after) {
        List<String> was = of(before);
        List<String> is = of(after);
        // Its definition has them in the order in which they were set.
        return areInDefinition(after) && !definition(before).equals(definition(after))
                ? Stream.concat(
                                change(alter, was, is).stream().filter(statement -> statement.contains(" RESET (")),
                                Stream.of(alter + " SET (" + String.join(", ", asWritten(after)) + ")"))
                        .toList()
                : change(alter, was, is);
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

    /** Whether the definition of a constraint includes the options of its index, as that of an exclusion does. */
    static boolean areInDefinition(SchemaObject constraint) {
        return !definitionBeside(constraint).equals(definition(constraint));
    }

    /** The definition of a constraint without the options of its index. */
    static String definitionBeside(SchemaObject constraint) {
        String option = of(constraint).stream()
                .map(each -> each.split("=", 2))
                .map(each -> Pattern.quote(each[0] + "=") + "'?" + Pattern.quote(each[each.length - 1]) + "'?")
                .collect(Collectors.joining("|"));
        return option.isEmpty()
                ? definition(constraint)
                : definition(constraint).replaceFirst(" WITH \\((?:(?:" + option + ")(?:, )?)++\\)", "");
    }

    private static String definition(SchemaObject constraint) {
        return constraint.text(Attribute.DEFINITION).orElse("");
    }

    private static List<String> asWritten(SchemaObject constraint) {
        String definition = definition(constraint);
        return of(constraint).stream()
                .sorted(Comparator.comparingInt(option -> definition.indexOf(option.replaceFirst("=.*", "="))))
                .toList();
    }
}
