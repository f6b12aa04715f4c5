package io.github.appliedset.actuate;

import io.github.appliedset.text.Visible;

/** Text of a page, escaped unless written as markup. */
final class Html {

    private final StringBuilder text = new StringBuilder();

    Html markup(String markup) {
        this.text.append(markup);
        return this;
    }

    Html text(Object content) {
        Visible.lines(content).codePoints().forEach(this::append);
        return this;
    }

    /** A name or a path: lines break at word ends rather than anywhere. */
    Html breakable(String words) {
        Visible.line(words).codePoints().forEach(character -> {
            append(character);
            if (character == '_' || character == '/') {
                this.text.append("<wbr>");
            }
        });
        return this;
    }

    private void append(int character) {
        switch (character) {
            case '&' -> this.text.append("&amp;");
            case '<' -> this.text.append("&lt;");
            case '>' -> this.text.append("&gt;");
            case '"' -> this.text.append("&quot;");
            case '\'' -> this.text.append("&#39;");
            default -> this.text.appendCodePoint(character);
        }
    }

    @Override
    public String toString() {
        return this.text.toString();
    }
}
