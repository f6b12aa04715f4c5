package io.github.appliedset.schema.change;

import java.util.Locale;

/** The part of a file's name that says what it does. */
final class FileNamePart {

    private static final int LONGEST = 100;

    private FileNamePart() {}

    /** Lower case letters, digits and underscores; never empty. */
    static String of(String words) {
        String part = words.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]", "_")
                .replaceAll("_{2,}", "_")
                .replaceAll("^_+|_+$", "");
        String cut = part.length() > LONGEST ? part.substring(0, LONGEST).replaceAll("_+$", "") : part;
        return cut.isEmpty() ? "change" : cut;
    }
}
