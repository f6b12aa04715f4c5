package io.github.appliedset.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dotted name, parsed from left to right. */
final class QualifiedName {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
    private static final Pattern IDENTIFIER =
            Pattern.compile(PLAIN.pattern() + "|\"(?:[^\"]|\"\")++\"", Pattern.DOTALL);

    private final String text;
    private int at;

    QualifiedName(String text) {
        this.text = text;
    }

    static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    String identifier() {
        Matcher next = IDENTIFIER.matcher(this.text).region(this.at, this.text.length());
        if (!next.lookingAt()) {
            throw new IllegalArgumentException("'" + this.text + "' is not a name: a part is missing");
        }
        this.at = next.end();
        String found = next.group();
        return found.startsWith("\"") ? found.substring(1, found.length() - 1).replace("\"\"", "\"") : found;
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
