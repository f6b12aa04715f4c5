package io.github.appliedset.authoring;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A migration that has no version yet.
 *
 * @param name the part of the file names between version and suffix, 1 to {@value #LONGEST_NAME} characters
 * @param up the text of its up file
 * @param down the text of its down file; null for none
 */
public record NewMigration(String name, String up, @Nullable String down) {

    /** The most characters that a name may have. */
    public static final int LONGEST_NAME = 200;

    private static final Pattern OUTSIDE_OF_A_FILE_NAME = Pattern.compile("[/\\\\\\p{Cntrl}]");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it cannot be part of a file name, or is too long
     */
    public NewMigration {
        int characters = name.codePointCount(0, name.length());
        if (name.isBlank()
                || characters > LONGEST_NAME
                || OUTSIDE_OF_A_FILE_NAME.matcher(name).find()) {
            throw new IllegalArgumentException("a migration's name has 1 to " + LONGEST_NAME
                    + " characters, without slashes or control characters: '" + name + "'");
        }
    }
}
