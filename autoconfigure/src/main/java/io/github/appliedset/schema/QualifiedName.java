package io.github.appliedset.schema;

import io.github.appliedset.Internal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A dotted name, parsed from left to right. */
@Internal
public final class QualifiedName {

    private static final Pattern WRITTEN =
            Pattern.compile("(?:\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)(?:\\.(?!$)|$|(?=\\())");

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")++\"", Pattern.DOTALL);

    private final String text;
    private int at;

    QualifiedName(String text) {
        this.text = text;
    }

    /**
     * A name as {@link ObjectId#qualifiedName} has it: PostgreSQL folds the letters A to Z where there are no quotes.
     *
     * @param written as somebody writes it; anything but a dotted name stays as it is
     */
    public static String folded(String written) {
        Matcher part = WRITTEN.matcher(written);
        StringBuilder folded = new StringBuilder();
        int at = 0;
        while (part.region(at, written.length()).lookingAt()) {
            boolean goesOn = part.group().endsWith(".");
            String name = goesOn ? part.group().substring(0, part.group().length() - 1) : part.group();
            folded.append(name.startsWith("\"") ? quoted(unquoted(name)) : quoted(lowerCase(name)));
            at = part.end();
            if (!goesOn) {
                return folded + written.substring(at);
            }
            folded.append('.');
        }
        return written;
    }

    /** An identifier without its quotes, if it has any. */
    public static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    private static String lowerCase(String name) {
        return name.chars()
                .map(each -> each >= 'A' && each <= 'Z' ? each + 'a' - 'A' : each)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    static String quoted(String name) {
        return !name.isEmpty() && plainEnd(name, 0) == name.length() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The end of a name that needs no quotes; its beginning if there is none. */
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

    /** The parts of a dotted name, without quotes. */
    public static List<String> parts(String qualifiedName) {
        QualifiedName rest = new QualifiedName(qualifiedName);
        List<String> parts = new ArrayList<>(List.of(rest.identifier()));
        while (rest.at < qualifiedName.length()) {
            rest.dot();
            parts.add(rest.identifier());
        }
        return parts;
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
        return unquoted(next.group());
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
