package io.github.appliedset.schema.wording;

/**
 * A piece of an SQL text.
 *
 * @param kind what it is
 * @param text as it appears there
 */
record Token(Kind kind, String text) {

    enum Kind {
        SPACE,
        /** A string constant, with its quotes. */
        STRING,
        /** A name with its quotes. */
        QUOTED,
        /** A keyword, or a name that needs no quotes. */
        WORD,
        NUMBER,
        /** An operator, a bracket, punctuation. */
        SYMBOL
    }

    static Token word(String text) {
        return new Token(Kind.WORD, text);
    }

    static Token symbol(String text) {
        return new Token(Kind.SYMBOL, text);
    }

    static Token space() {
        return new Token(Kind.SPACE, " ");
    }

    boolean is(String other) {
        return this.text.equals(other);
    }

    boolean isSpace() {
        return this.kind == Kind.SPACE;
    }

    boolean isName() {
        return this.kind == Kind.WORD || this.kind == Kind.QUOTED;
    }

    boolean isOpening() {
        return this.kind == Kind.SYMBOL && (is("(") || is("["));
    }

    boolean isClosing() {
        return this.kind == Kind.SYMBOL && (is(")") || is("]"));
    }

    /** The name without its quotes. */
    String name() {
        return this.kind == Kind.QUOTED
                ? this.text.substring(1, this.text.length() - 1).replace("\"\"", "\"")
                : this.text;
    }
}
