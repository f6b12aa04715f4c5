package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.wording.Token.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What the elements of an {@code ARRAY[...]} are. One known element is enough for all.
 *
 * @param columns the shape of the column with a name
 * @param unknown what to assume about those of which nothing is known
 */
record Elements(Function<String, Shape> columns, Shape unknown) {

    enum Shape {
        SCALAR,
        ARRAY,
        UNKNOWN
    }

    private static final Set<String> CONSTANTS = Set.of("true", "false");

    /** They have the type of their arguments. */
    private static final Set<String> CHOICES = Set.of("COALESCE", "GREATEST", "LEAST", "NULLIF");

    /** Functions of PostgreSQL that return no arrays; one of another schema is shown with its name. */
    private static final Set<String> SCALAR_FUNCTIONS = Set.of(
            "abs",
            "btrim",
            "concat",
            "date_trunc",
            "initcap",
            "length",
            "lower",
            "lpad",
            "ltrim",
            "md5",
            "now",
            "replace",
            "round",
            "rpad",
            "rtrim",
            "substr",
            "to_char",
            "upper");

    static boolean isArray(Tokens element) {
        return element.isAt(0, "ARRAY", "[") && element.closing(1) == element.size() - 1;
    }

    /** Whether a cast of it needs brackets around it. */
    static boolean isCompound(Tokens element) {
        return element.outside().stream()
                .map(element::get)
                .anyMatch(token -> token.kind() == Kind.SYMBOL && !token.is("::") && !token.is("."));
    }

    Shape shapeOfAll(List<Tokens> elements) {
        Set<Shape> shapes = EnumSet.noneOf(Shape.class);
        elements.forEach(element -> shapes.add(shape(element)));
        shapes.remove(Shape.UNKNOWN);
        if (shapes.isEmpty()) {
            return this.unknown;
        }
        return shapes.size() == 1 ? shapes.iterator().next() : Shape.UNKNOWN;
    }

    private Shape shape(Tokens element) {
        if (isArray(element)) {
            return Shape.ARRAY;
        }
        int cast = lastCast(element);
        if (cast >= 0) {
            TypeName type = TypeName.at(element, cast + 1);
            return !type.isEmpty() && type.endOfArray() == element.size()
                    ? type.isArray() ? Shape.ARRAY : Shape.SCALAR
                    : Shape.UNKNOWN;
        }
        if (element.size() == 1) {
            Token only = element.get(0);
            if (only.kind() == Kind.STRING || only.kind() == Kind.NUMBER || CONSTANTS.contains(only.text())) {
                return Shape.SCALAR;
            }
        }
        if (element.isAt(1, "(") && element.closing(1) == element.size() - 1) {
            if (CHOICES.contains(element.get(0).text())) {
                return new Elements(this.columns, Shape.UNKNOWN)
                        .shapeOfAll(element.part(2, element.size() - 1).items());
            }
            return SCALAR_FUNCTIONS.contains(element.get(0).text()) ? Shape.SCALAR : Shape.UNKNOWN;
        }
        if (isSubscript(element)) {
            return Shape.SCALAR;
        }
        return isColumn(element)
                ? this.columns.apply(element.get(element.size() - 1).name())
                : Shape.UNKNOWN;
    }

    private static int lastCast(Tokens element) {
        return element.outside().stream().filter(at -> element.isAt(at, "::")).reduce(-1, (before, after) -> after);
    }

    /** {@code x[1]}, but not {@code x[1:2]}, which is an array. */
    private static boolean isSubscript(Tokens element) {
        return element.size() > 3
                && element.get(0).isName()
                && !element.isAt(0, "ARRAY")
                && element.isAt(element.size() - 1, "]")
                && element.list().stream()
                        .allMatch(token -> token.isName()
                                || token.kind() == Kind.NUMBER
                                || token.is(".")
                                || token.is("[")
                                || token.is("]"));
    }

    private static boolean isColumn(Tokens element) {
        return element.size() > 0
                && element.get(element.size() - 1).isName()
                && element.list().stream().allMatch(token -> token.isName() || token.is("."));
    }
}
