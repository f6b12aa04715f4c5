package io.github.appliedset.schema.wording;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** The names that a query gives to columns of its own: after AS and the like, and in lists as {@code t(a, b)}. */
final class IntroducedNames {

    private static final Set<String> INTRODUCING = Set.of("AS", "COLUMNS", "SET", "USING");

    private IntroducedNames() {}

    /** May find too many: it mistakes the arguments of a function for such a list. */
    static Set<String> of(String query) {
        Tokens tokens = Tokens.of(query);
        Set<String> names = new HashSet<>();
        Deque<Boolean> lists = new ArrayDeque<>();
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            if (token.isOpening()) {
                lists.push(token.is("(") && tokens.isNameAt(at - 1));
            } else if (token.isClosing()) {
                lists.poll();
            } else if (token.isName() && isIntroduced(tokens, tokens.before(at), Boolean.TRUE.equals(lists.peek()))) {
                names.add(token.name());
            }
        }
        return names;
    }

    private static boolean isIntroduced(Tokens tokens, int before, boolean inList) {
        if (before < 0) {
            return false;
        }
        Token previous = tokens.get(before);
        return INTRODUCING.contains(previous.text()) || inList && (previous.is("(") || previous.is(","));
    }
}
