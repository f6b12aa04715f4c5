package io.github.appliedset.schema.wording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** The tokens of a text, or of a part of it. */
final class Tokens {

    private static final int NONE = -1;

    private final List<Token> tokens;
    private final int[] closing;

    private Tokens(List<Token> tokens) {
        this.tokens = tokens;
        this.closing = closings(tokens);
    }

    static Tokens of(String text) {
        return new Tokens(Lexer.tokens(text));
    }

    static Tokens of(List<Token> tokens) {
        return new Tokens(List.copyOf(tokens));
    }

    private static int[] closings(List<Token> tokens) {
        int[] closings = new int[tokens.size()];
        int[] open = new int[tokens.size()];
        int depth = 0;
        Arrays.fill(closings, NONE);
        for (int i = 0; i < closings.length; i++) {
            if (tokens.get(i).isOpening()) {
                open[depth++] = i;
            } else if (tokens.get(i).isClosing() && depth > 0) {
                closings[open[--depth]] = i;
            }
        }
        return closings;
    }

    int size() {
        return this.tokens.size();
    }

    Token get(int at) {
        return this.tokens.get(at);
    }

    /** Whether these tokens follow each other from there. */
    boolean isAt(int at, String... texts) {
        if (at < 0 || at + texts.length > size()) {
            return false;
        }
        for (int i = 0; i < texts.length; i++) {
            if (!get(at + i).is(texts[i])) {
                return false;
            }
        }
        return true;
    }

    boolean isNameAt(int at) {
        return at >= 0 && at < size() && get(at).isName();
    }

    boolean isOpeningAt(int at) {
        return at >= 0 && at < size() && get(at).isOpening();
    }

    /** The bracket that closes the one there; -1 if there is none. */
    int closing(int open) {
        return this.closing[open];
    }

    /** The first token from there on that is not a space; the size if there is none. */
    int skipSpace(int at) {
        int next = at;
        while (next < size() && get(next).isSpace()) {
            next++;
        }
        return next;
    }

    /** The last token before it that is not a space; -1 if there is none. */
    int before(int at) {
        int previous = at - 1;
        while (previous >= 0 && get(previous).isSpace()) {
            previous--;
        }
        return previous;
    }

    Tokens part(int from, int to) {
        return of(this.tokens.subList(from, to));
    }

    Tokens without(IntPredicate leftOut) {
        List<Token> rest = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            if (!leftOut.test(i)) {
                rest.add(get(i));
            }
        }
        return of(rest);
    }

    Tokens replaced(int from, int to, Tokens by) {
        List<Token> all = new ArrayList<>(this.tokens.subList(0, from));
        all.addAll(by.tokens);
        all.addAll(this.tokens.subList(to, size()));
        return of(all);
    }

    /** Places outside all brackets. */
    List<Integer> outside() {
        List<Integer> outside = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if (get(i).isOpening() && closing(i) > 0) {
                i = closing(i);
            } else {
                outside.add(i);
            }
        }
        return outside;
    }

    /** The parts between the commas outside all brackets, without space around them. */
    List<Tokens> items() {
        List<Tokens> items = new ArrayList<>();
        int from = 0;
        for (int at : outside()) {
            if (isAt(at, ",")) {
                items.add(part(from, at).stripped());
                from = at + 1;
            }
        }
        items.add(part(from, size()).stripped());
        return items;
    }

    private Tokens stripped() {
        int from = skipSpace(0);
        int to = before(size()) + 1;
        return from < to ? part(from, to) : of(List.of());
    }

    List<Token> list() {
        return this.tokens;
    }

    String text() {
        return this.tokens.stream().map(Token::text).collect(Collectors.joining());
    }
}
