package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.wording.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text as PostgreSQL shows it, with {@code standard_conforming_strings} on and without comments, into tokens. */
final class Lexer {

    private static final String OPERATOR = "+-*/<>=~!@#%^&|`?";

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>(text.length() / 3 + 1);
        while (lexer.at < text.length()) {
            int start = lexer.at;
            Kind kind = lexer.skip();
            tokens.add(new Token(kind, text.substring(start, lexer.at)));
        }
        return tokens;
    }

    private Kind skip() {
        char first = this.text.charAt(this.at++);
        if (first == '\'' || first == '"') {
            quoted(first);
            return first == '"' ? Kind.QUOTED : Kind.STRING;
        }
        if (Character.isWhitespace(first)) {
            while (isAt(Character::isWhitespace)) {
                this.at++;
            }
            return Kind.SPACE;
        }
        if (first >= '0' && first <= '9') {
            while (isAt(next -> isInName(next) || next == '.')) {
                this.at++;
            }
            return Kind.NUMBER;
        }
        if (isInName(first) && first != '$') {
            while (isAt(Lexer::isInName)) {
                this.at++;
            }
            return Kind.WORD;
        }
        if (first == ':' && isAt(next -> next == ':')) {
            this.at++;
        } else if (OPERATOR.indexOf(first) >= 0) {
            while (isAt(next -> OPERATOR.indexOf(next) >= 0)) {
                this.at++;
            }
        }
        return Kind.SYMBOL;
    }

    /** To the end of the text, if the quote is never closed. */
    private void quoted(char quote) {
        while (this.at < this.text.length()) {
            if (this.text.charAt(this.at++) == quote) {
                if (!isAt(next -> next == quote)) {
                    return;
                }
                this.at++;
            }
        }
    }

    private static boolean isInName(char each) {
        return each == '_'
                || each == '$'
                || each >= 'a' && each <= 'z'
                || each >= 'A' && each <= 'Z'
                || each >= '0' && each <= '9'
                || each > 127 && !Character.isWhitespace(each);
    }

    private interface Chars {

        boolean include(char each);
    }

    private boolean isAt(Chars chars) {
        return this.at < this.text.length() && chars.include(this.text.charAt(this.at));
    }
}
