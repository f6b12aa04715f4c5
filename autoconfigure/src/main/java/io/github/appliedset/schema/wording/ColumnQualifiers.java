package io.github.appliedset.schema.wording;

import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Since PostgreSQL 16, a view of one relation shows its columns without the name of the relation, which says nothing there.
 * In queries within it the name stays, on every version.
 */
final class ColumnQualifiers implements Rule {

    private static final Set<String> END_OF_FROM =
            Set.of("WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "TABLESAMPLE");
    private static final Set<String> SET_OPERATIONS = Set.of("UNION", "INTERSECT", "EXCEPT");
    private static final Set<String> QUERIES = Set.of("SELECT", "VALUES", "WITH");
    private static final Set<String> BEFORE_NO_COLUMN = Set.of(".", "::", "COLLATE", "AS", "RETURNING");

    @Override
    public boolean concerns(String text) {
        return text.contains(" FROM ");
    }

    @Override
    public Tokens apply(Tokens tokens) {
        From from = from(tokens);
        if (from == null) {
            return tokens;
        }
        BitSet leftOut = new BitSet();
        for (int at = 0; at < tokens.size(); at++) {
            if (tokens.isAt(at, "(") && isQuery(tokens, at) && tokens.closing(at) > 0) {
                at = tokens.closing(at);
            } else if ((at <= from.start || at >= from.end)
                    && tokens.isAt(at, from.name, ".")
                    && isColumn(tokens, at)) {
                leftOut.set(at, at + 2);
            }
        }
        return leftOut.isEmpty() ? tokens : tokens.without(leftOut::get);
    }

    /** The one relation of a query: where FROM and its end are, and the name of the relation. */
    private record From(int start, int end, String name) {}

    private static @Nullable From from(Tokens tokens) {
        int start = -1;
        int end = tokens.size();
        for (int at : tokens.outside()) {
            String token = tokens.get(at).text();
            if (SET_OPERATIONS.contains(token)) {
                return null;
            }
            if (start < 0 && token.equals("FROM")) {
                start = at;
            } else if (start >= 0 && end == tokens.size() && (END_OF_FROM.contains(token) || token.equals(";"))) {
                end = at;
            }
        }
        if (start < 0) {
            return null;
        }
        int first = tokens.skipSpace(start + 1);
        return tokens.isAt(first, "(") && !isQuery(tokens, first) ? null : named(tokens, start, end);
    }

    private static @Nullable From named(Tokens tokens, int start, int end) {
        Tokens items = tokens.part(start + 1, end);
        String name = "";
        for (int at : items.outside()) {
            Token token = items.get(at);
            if (token.is(",") || token.is("JOIN")) {
                return null;
            }
            if (token.isName()) {
                name = token.is("XMLTABLE") ? "\"xmltable\"" : token.text();
            }
        }
        return new From(start, end, name);
    }

    private static boolean isColumn(Tokens tokens, int qualifier) {
        int column = qualifier + 2;
        if (!tokens.isNameAt(column) || tokens.isAt(column + 1, "(") || tokens.isAt(column + 1, ".")) {
            return false;
        }
        int before = tokens.before(qualifier);
        return before < 0
                || !BEFORE_NO_COLUMN.contains(tokens.get(before).text()) && !tokens.isAt(before - 1, "OPERATOR", "(");
    }

    private static boolean isQuery(Tokens tokens, int open) {
        int first = tokens.skipSpace(open + 1);
        if (first >= tokens.size() || tokens.closing(open) < 0) {
            return false;
        }
        if (QUERIES.contains(tokens.get(first).text())) {
            return true;
        }
        Tokens inner = tokens.part(open + 1, tokens.closing(open));
        return tokens.isAt(first, "(")
                && inner.outside().stream()
                        .anyMatch(at -> SET_OPERATIONS.contains(inner.get(at).text()));
    }
}
