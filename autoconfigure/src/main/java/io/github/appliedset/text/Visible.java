package io.github.appliedset.text;

import java.util.function.IntPredicate;

/**
 * Text from elsewhere, safe for a terminal and a log: characters that move the cursor, end a line or reverse the direction of
 * writing are shown as {@code \}{@code u001b}. That is also their escape in JSON.
 */
public final class Visible {

    private Visible() {}

    /** A name, a path or a value: one line, whatever it contains. */
    public static String line(Object content) {
        String text = String.valueOf(content);
        return isClean(text, false) ? text : escaped(text, false);
    }

    /** An excerpt or a message: keeps its tabs and its lines, which all end in LF. */
    public static String lines(Object content) {
        String text = String.valueOf(content);
        return isClean(text, true) ? text : escaped(text.replace("\r\n", "\n"), true);
    }

    /** JSON in ASCII, for an output that may have no other characters. */
    public static String ascii(String json) {
        return escaped(json, character -> character > '~');
    }

    /** The beginning of a text, never with half of a character that is a pair of surrogates. */
    public static String beginning(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean halved = longest > 0
                && Character.isHighSurrogate(text.charAt(longest - 1))
                && Character.isLowSurrogate(text.charAt(longest));
        return text.substring(0, halved ? longest - 1 : longest);
    }

    private static boolean isClean(String text, boolean severalLines) {
        for (int i = 0; i < text.length(); i++) {
            if (isHidden(text.charAt(i), severalLines)) {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String text, boolean severalLines) {
        return escaped(text, character -> isHidden((char) character, severalLines));
    }

    private static String escaped(String text, IntPredicate isEscaped) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (isEscaped.test(character)) {
                escaped.append(String.format("\\u%04x", (int) character));
            } else {
                escaped.append(character);
            }
        }
        return escaped.toString();
    }

    private static boolean isHidden(char character, boolean severalLines) {
        if (character == '\n' || character == '\t') {
            return !severalLines;
        }
        return Character.isISOControl(character)
                || character == '\u2028'
                || character == '\u2029'
                || (character >= '\u202A' && character <= '\u202E')
                || (character >= '\u2066' && character <= '\u2069');
    }
}
