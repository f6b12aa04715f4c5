package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.wording.Token.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code 'x'::text AS text} is {@code 'x'::text}. Where the name of a column cannot be seen, as in EXISTS, it is shown only
 * once the text has been read again; where it can be seen it is always shown, so that two names stay different. A constant
 * with a collation, and a query of one constant, have the name of that constant.
 */
final class ConstantNames implements Rule {

    private static final Set<String> BOOLEANS = Set.of("true", "false");
    private static final Set<String> BEFORE_TARGET = Set.of("SELECT", "DISTINCT", ",");
    private static final Set<String> SET_OPERATIONS = Set.of("UNION", "INTERSECT", "EXCEPT");

    /** Elements in these brackets need their names. */
    private static final Set<String> NAMED_ELEMENTS = Set.of("XMLFOREST", "XMLATTRIBUTES", "XMLNAMESPACES");

    private static final Set<String> BEFORE_NAMELESS_QUERY = Set.of("EXISTS", "IN", "ANY", "ALL", "ARRAY");
    private static final Set<String> BEFORE_NAMED_QUERY = Set.of("AS", "MATERIALIZED");
    private static final Set<String> AFTER_VALUE =
            Set.of("AS", "AND", "OR", "IS", "THEN", "WHEN", "ELSE", "END", "FROM", "WHERE", "ORDER", "DESC");

    @Override
    public boolean concerns(String text) {
        return text.contains(" AS ") && (text.contains("'::") || text.contains("NULL::") || text.contains(" AS bool"));
    }

    @Override
    public Tokens apply(Tokens tokens) {
        int[] brackets = brackets(tokens);
        BitSet leftOut = new BitSet();
        for (int at = 0; at + 1 < tokens.size(); at++) {
            Constant constant = constant(tokens, at);
            if (constant != null
                    && isNamed(tokens, constant)
                    && !isNameNeeded(tokens, brackets[at], at)
                    && (constant.form == Form.PLAIN || BEFORE_TARGET.contains(before(tokens, at)))
                    && (!constant.isBoolean || isUnseen(tokens, brackets, at))) {
                leftOut.set(constant.end, constant.end + 4);
            }
        }
        return leftOut.isEmpty() ? tokens : tokens.without(leftOut::get);
    }

    /** The innermost bracket around each token; -1 for none. */
    private static int[] brackets(Tokens tokens) {
        int[] brackets = new int[tokens.size()];
        Arrays.fill(brackets, -1);
        for (int at = 0; at < tokens.size(); at++) {
            if (tokens.get(at).isOpening() && tokens.closing(at) > 0) {
                Arrays.fill(brackets, at + 1, tokens.closing(at), at);
            }
        }
        return brackets;
    }

    private enum Form {
        /** A string or NULL with its type. */
        PLAIN,
        OTHER
    }

    /**
     * A constant: where it ends, and the name that it has by default. Since PostgreSQL 15, a boolean has none where it is
     * visible.
     */
    private record Constant(int end, String name, Form form, boolean isBoolean) {

        Constant endingAt(int other) {
            return new Constant(other, this.name, Form.OTHER, this.isBoolean);
        }
    }

    private static @Nullable Constant constant(Tokens tokens, int at) {
        if (at >= tokens.size()) {
            return null;
        }
        Token first = tokens.get(at);
        if ((first.kind() == Kind.STRING || first.is("NULL")) && tokens.isAt(at + 1, "::")) {
            TypeName type = TypeName.at(tokens, at + 2);
            return type.isEmpty() ? null : new Constant(type.endOfArray(), type.nameOfColumn(), Form.PLAIN, false);
        }
        if (BOOLEANS.contains(first.text())) {
            return new Constant(at + 1, "bool", Form.OTHER, true);
        }
        if (!first.is("(") || tokens.closing(at) < 0) {
            return null;
        }
        int select = tokens.skipSpace(at + 1);
        return tokens.isAt(select, "SELECT")
                ? ofQuery(tokens, at, tokens.skipSpace(select + 1))
                : withCollation(tokens, at);
    }

    private static @Nullable Constant ofQuery(Tokens tokens, int open, int target) {
        Constant only = constant(tokens, target);
        if (only == null) {
            return null;
        }
        int close = tokens.closing(open);
        int end = tokens.skipSpace(isNamed(tokens, only) ? only.end + 4 : only.end);
        Tokens rest = tokens.part(Math.min(end, close), close);
        boolean isOnly = end == close
                || tokens.isAt(end, "FROM")
                        && rest.outside().stream()
                                .noneMatch(each ->
                                        SET_OPERATIONS.contains(rest.get(each).text()));
        return isOnly ? only.endingAt(close + 1) : null;
    }

    private static @Nullable Constant withCollation(Tokens tokens, int open) {
        Constant only = constant(tokens, open + 1);
        if (only == null || !tokens.isAt(only.end, " ", "COLLATE", " ") || !tokens.isNameAt(only.end + 3)) {
            return null;
        }
        int end = tokens.isAt(only.end + 4, ".") ? only.end + 6 : only.end + 4;
        return end == tokens.closing(open) ? only.endingAt(end + 1) : null;
    }

    private static boolean isNamed(Tokens tokens, Constant constant) {
        return tokens.isAt(constant.end, " ", "AS", " ")
                && tokens.isNameAt(constant.end + 3)
                && tokens.get(constant.end + 3).name().equals(constant.name);
    }

    private static String before(Tokens tokens, int at) {
        int before = tokens.before(at);
        return before < 0 ? "" : tokens.get(before).text();
    }

    private static boolean isNameNeeded(Tokens tokens, int open, int at) {
        if (open < 0) {
            return false;
        }
        Tokens inside = tokens.part(open + 1, at);
        return NAMED_ELEMENTS.contains(before(tokens, open))
                || inside.outside().stream().anyMatch(each -> inside.isAt(each, "PASSING"));
    }

    /** Whether no name of the query's columns is visible: the query is a value, or a later one of several. */
    private static boolean isUnseen(Tokens tokens, int[] brackets, int at) {
        int select = at;
        while (select >= 0 && (brackets[select] != brackets[at] || !tokens.isAt(select, "SELECT"))) {
            select--;
        }
        int operation = tokens.before(select);
        if (tokens.isAt(operation, "ALL")) {
            operation = tokens.before(operation);
        }
        if (operation >= 0 && SET_OPERATIONS.contains(tokens.get(operation).text())) {
            return true;
        }
        return select > brackets[at] && isValue(tokens, brackets, brackets[at]);
    }

    /** Whether a query in a bracket is a value, or a later one of several. The first of several names the columns of all. */
    private static boolean isValue(Tokens tokens, int[] brackets, int open) {
        if (open < 0) {
            return false;
        }
        String before = before(tokens, open);
        if (BEFORE_NAMELESS_QUERY.contains(before) || SET_OPERATIONS.contains(before)) {
            return true;
        }
        if (BEFORE_NAMED_QUERY.contains(before)) {
            return false;
        }
        int after = tokens.skipSpace(tokens.closing(open) + 1);
        if (after < tokens.size() && SET_OPERATIONS.contains(tokens.get(after).text())) {
            return isValue(tokens, brackets, brackets[open]);
        }
        return after >= tokens.size()
                || tokens.get(after).kind() == Kind.SYMBOL
                || AFTER_VALUE.contains(tokens.get(after).text());
    }
}
