package io.github.appliedset.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dotted name, parsed from left to right. */
final class QualifiedName {

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")++\"", Pattern.DOTALL);

    private final String text;
    private int at;

    QualifiedName(String text) {
        this.text = text;
    }

    static String quoted(String name) {
        return !name.isEmpty() && plainEnd(name, 0) == name.length() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The end of a name that needs no quotes; its beginning if none is there. */
    private static int plainEnd(String text, int begin) {
        int end = begin;
        while (end < text.length() && isPlain(text.charAt(end), end == begin)) {
            end++;
        }
        return end;
    }

    private static boolean isPlain(char each, boolean isFirst) {
        return each >= 'a' && each <= 'z' || each == '_' || !isFirst && (each >= '0' && each <= '9' || each == '$');
    }

    String identifier() {
        int begin = this.at;
        this.at = plainEnd(this.text, begin);
        return this.at > begin ? this.text.substring(begin, this.at) : quotedIdentifier();
    }

    private String quotedIdentifier() {
        Matcher next = QUOTED.matcher(this.text).region(this.at, this.text.length());
        if (!next.lookingAt()) {
            throw new IllegalArgumentException("'" + this.text + "' is not a name: a part is missing");
        }
        this.at = next.end();
        return this.text.substring(next.start() + 1, next.end() - 1).replace("\"\"", "\"");
    }

    void dot() {
        if (this.at >= this.text.length() || this.text.charAt(this.at) != '.') {
            throw new IllegalArgumentException("'" + this.text + "' is not a name: a part is missing");
        }
        this.at++;
    }

    String all() {
        String rest = this.text.substring(this.at);
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("'" + this.text + "' is not a name: a part is missing");
        }
        this.at = this.text.length();
        return rest;
    }

    void end() {
        if (this.at < this.text.length()) {
            throw new IllegalArgumentException("'" + this.text + "' is not a name: it has too many parts");
        }
    }
}
