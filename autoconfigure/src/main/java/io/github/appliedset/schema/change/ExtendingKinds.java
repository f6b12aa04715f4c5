package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Kinds that extend the server: conversions, languages, transforms, access methods, and the parts of operators and text search. */
final class ExtendingKinds {

    private static final String FAMILY = "FAMILY ";
    private static final String DEFAULT = "DEFAULT";

    private ExtendingKinds() {}

    /** The statements that create it; empty if it is of another kind, or nothing can be written for it. */
    static List<String> create(SchemaObject object) {
        ObjectId id = object.id();
        String create = "CREATE " + SqlName.withKind(id);
        List<String> options = object.items(Attribute.OPTIONS);
        String functions = " (" + String.join(", ", object.items(Attribute.FUNCTIONS)) + ")";
        return switch (id.kind()) {
            case TEXT_SEARCH_PARSER, TEXT_SEARCH_TEMPLATE -> List.of(create + functions);
            case TRANSFORM -> List.of(create + functions.replace(" SQL ", " SQL WITH FUNCTION "));
            case CONVERSION ->
                List.of("CREATE " + (options.contains(DEFAULT) ? "DEFAULT " : "") + SqlName.withKind(id) + " "
                        + options.stream()
                                .filter(option -> !option.equals(DEFAULT))
                                .map(option -> option.replaceFirst("^(FOR|TO) (.*)$", "$1 '$2'"))
                                .collect(Collectors.joining(" "))
                        + " FROM "
                        + withoutArguments(object.text(Attribute.FUNCTION).orElseThrow()));
            case LANGUAGE -> List.of(language(object));
            case ACCESS_METHOD ->
                List.of(create + " TYPE "
                        + object.text(Attribute.TYPE).orElseThrow().toUpperCase(Locale.ROOT) + " HANDLER "
                        + object.text(Attribute.HANDLER).orElseThrow());
            case OPERATOR_FAMILY ->
                options.isEmpty()
                        ? List.of(create)
                        : List.of(create, "ALTER " + SqlName.withKind(id) + " ADD " + String.join(", ", options));
            case OPERATOR_CLASS -> List.of(operatorClass(object));
            default -> List.of();
        };
    }

    private static String language(SchemaObject language) {
        List<String> options = new ArrayList<>(language.items(Attribute.OPTIONS));
        String trusted = options.remove("TRUSTED") ? "TRUSTED " : "";
        return "CREATE " + trusted + SqlName.withKind(language.id())
                + language.text(Attribute.HANDLER)
                        .map(handler -> " HANDLER " + handler)
                        .orElse("")
                + options.stream().map(inline -> " " + inline).collect(Collectors.joining())
                + language.text(Attribute.VALIDATOR)
                        .map(validator -> " VALIDATOR " + validator)
                        .orElse("");
    }

    /** A class without operators and functions still has to state something: the type that it stores. */
    private static String operatorClass(SchemaObject operators) {
        ObjectId id = operators.id();
        List<String> options = operators.items(Attribute.OPTIONS);
        String type = operators.text(Attribute.TYPE).orElseThrow();
        List<String> items = options.stream()
                .filter(option -> !option.equals(DEFAULT) && !option.startsWith(FAMILY))
                .toList();
        int using = id.name().lastIndexOf(" USING ");
        return "CREATE OPERATOR CLASS " + SqlName.of(id).replaceFirst(" USING [^.]*$", "")
                + (options.contains(DEFAULT) ? " DEFAULT" : "") + " FOR TYPE " + type
                + id.name().substring(using)
                + options.stream()
                        .filter(option -> option.startsWith(FAMILY))
                        .map(family -> " " + family)
                        .collect(Collectors.joining())
                + " AS " + (items.isEmpty() ? "STORAGE " + type : String.join(", ", items));
    }

    private static String withoutArguments(String function) {
        return function.replaceFirst("(?s)\\(.*", "");
    }
}
