package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.SchemaObject;
import java.util.regex.Pattern;

/** Whether computing a value may fail on a row. Anything not known to be harmless may. */
final class ComputedValue {

    private static final Pattern NAME = Pattern.compile("\"(?:[^\"]|\"\")*+\"");
    private static final Pattern CONSTANT = Pattern.compile(
            "'(?:[^']|'')*+'(?:::[\\w.]+(?: varying| precision| with(?:out)? time zone)?(?:\\([\\d,]+\\))?(?:\\[\\])?)?");
    private static final Pattern HARMLESS = Pattern.compile(
            "::(?:text|character varying|bpchar)(?:\\[\\])?(?![(\\w])|->>?|\\((?:- ?)?[\\d.]+\\)"
                    + "|(?i:\\b(?:lower|upper|btrim|length|md5|coalesce|count|min|max|bool_and|bool_or)\\((?:\\*\\))?)");
    private static final Pattern RISKY = Pattern.compile("::|[-+*/%^]|[\\w\"]\\(|\\( *SELECT\\b");

    private ComputedValue() {}

    /** A generated column that is stored. */
    static boolean mayFail(SchemaObject column) {
        return column.text(Attribute.GENERATED)
                .filter(expression -> mayFail(expression)
                        || column.text(Attribute.TYPE)
                                .filter(type -> type.contains("("))
                                .isPresent())
                .isPresent();
    }

    /** An expression, or a query with several, as PostgreSQL writes it. */
    static boolean mayFail(String expression) {
        String bare = CONSTANT.matcher(NAME.matcher(expression).replaceAll("x")).replaceAll("0");
        return RISKY.matcher(HARMLESS.matcher(bare).replaceAll(" ")).find();
    }
}
