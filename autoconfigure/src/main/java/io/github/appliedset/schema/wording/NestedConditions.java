package io.github.appliedset.schema.wording;

import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ((a AND b) AND c)} is {@code (a AND b AND c)}, the same with OR, and the parser turns it into that when it reads
 * the text again. Only for the first operand: {@code (a AND (b AND c))} stays.
 */
final class NestedConditions implements Rule {

    private static final Set<String> CONNECTIVES = Set.of("AND", "OR");
    private static final Set<String> QUERIES = Set.of("SELECT", "VALUES", "WITH");

    @Override
    public boolean concerns(String text) {
        return text.contains("((") && (text.contains(" AND ") || text.contains(" OR "));
    }

    @Override
    public Tokens apply(Tokens tokens) {
        BitSet leftOut = new BitSet();
        for (int outer = 0; outer + 2 < tokens.size(); outer++) {
            if (isFirstOfSameOperands(tokens, outer)) {
                leftOut.set(outer + 1);
                leftOut.set(tokens.closing(outer + 1));
            }
        }
        return leftOut.isEmpty() ? tokens : tokens.without(leftOut::get);
    }

    private static boolean isFirstOfSameOperands(Tokens tokens, int outer) {
        int inner = outer + 1;
        if (!tokens.isAt(outer, "(", "(") || tokens.closing(inner) < 0 || tokens.closing(outer) < 0) {
            return false;
        }
        int connective = tokens.skipSpace(tokens.closing(inner) + 1);
        if (connective >= tokens.size()
                || !CONNECTIVES.contains(tokens.get(connective).text())) {
            return false;
        }
        Token first = tokens.get(inner + 1);
        if (first.isSpace() || QUERIES.contains(first.text())) {
            return false;
        }
        Tokens operand = tokens.part(inner + 1, tokens.closing(inner));
        Set<String> connectives = operand.outside().stream()
                .map(at -> operand.get(at).text())
                .filter(CONNECTIVES::contains)
                .collect(Collectors.toSet());
        return connectives.equals(Set.of(tokens.get(connective).text()));
    }
}
