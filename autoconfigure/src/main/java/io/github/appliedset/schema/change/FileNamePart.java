package io.github.appliedset.schema.change;

import java.util.Locale;

/** The part of a file's name that says what it does. */
final class FileNamePart {

    private static final int LONGEST = 100;

    private FileNamePart() {}

    /** Lower case letters, digits and underscores. */
    static String of(String words) {
        String part = words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return part.length() > LONGEST ? part.substring(0, LONGEST) : part;
    }
}
