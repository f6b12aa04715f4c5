package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.wording.Token.Kind;
import java.util.Map;
import java.util.Set;

/** The name of a type after {@code ::}, without brackets of an array. */
record TypeName(Tokens tokens, int start, int end) {

    private static final Set<String> MORE_WORDS = Set.of("varying", "precision", "with", "without", "time", "zone");
    private static final Set<String> FIELDS = Set.of("year", "month", "day", "hour", "minute", "second", "to");

    /** The names that PostgreSQL gives a column by the types of its cast. */
    private static final Map<String, String> INTERNAL = Map.ofEntries(
            Map.entry("integer", "int4"),
            Map.entry("bigint", "int8"),
            Map.entry("smallint", "int2"),
            Map.entry("character varying", "varchar"),
            Map.entry("character", "bpchar"),
            Map.entry("boolean", "bool"),
            Map.entry("double precision", "float8"),
            Map.entry("real", "float4"),
            Map.entry("timestamp with time zone", "timestamptz"),
            Map.entry("timestamp without time zone", "timestamp"),
            Map.entry("time with time zone", "timetz"),
            Map.entry("time without time zone", "time"),
            Map.entry("bit varying", "varbit"));

    /** The type that begins there; empty if none does. */
    static TypeName at(Tokens tokens, int start) {
        if (!tokens.isNameAt(start)) {
            return new TypeName(tokens, start, start);
        }
        boolean isInterval = tokens.isAt(start, "interval");
        int end = start + 1;
        while (true) {
            if (tokens.isAt(end, ".") && tokens.isNameAt(end + 1)) {
                end += 2;
            } else if (tokens.isAt(end, " ")
                    && end + 1 < tokens.size()
                    && (isInterval ? FIELDS : MORE_WORDS)
                            .contains(tokens.get(end + 1).text())) {
                end += 2;
            } else if (tokens.isAt(end, "(") && isModifier(tokens, end)) {
                end = tokens.closing(end) + 1;
            } else {
                return new TypeName(tokens, start, end);
            }
        }
    }

    private static boolean isModifier(Tokens tokens, int open) {
        int close = tokens.closing(open);
        if (close <= open + 1) {
            return false;
        }
        return tokens.part(open + 1, close).list().stream()
                .allMatch(token -> token.kind() == Kind.NUMBER || token.isSpace() || token.is(",") || token.is("-"));
    }

    boolean isEmpty() {
        return this.start == this.end;
    }

    boolean isArray() {
        return this.tokens.isAt(this.end, "[", "]");
    }

    /** The end with the brackets of an array. */
    int endOfArray() {
        int after = this.end;
        while (this.tokens.isAt(after, "[", "]")) {
            after += 2;
        }
        return after;
    }

    Tokens name() {
        return this.tokens.part(this.start, this.end);
    }

    /** The same without a modifier. */
    String withoutModifier() {
        return name().without(at -> isInModifier(at)).text();
    }

    private boolean isInModifier(int at) {
        Tokens name = name();
        for (int open = 0; open <= at; open++) {
            if (name.isAt(open, "(") && name.closing(open) >= at) {
                return true;
            }
        }
        return false;
    }

    /** The name of a column that is a cast to it. */
    String nameOfColumn() {
        String type = withoutModifier();
        String internal = INTERNAL.get(type);
        if (internal != null) {
            return internal;
        }
        Tokens name = Tokens.of(type);
        return name.isAt(0, "interval") ? "interval" : name.get(name.size() - 1).name();
    }
}
