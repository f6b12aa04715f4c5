package io.github.appliedset.adoption;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The line that an import puts at the top of a file that needs a manual edit; the file does not run while it is there.
 */
@Internal
public final class UntranslatedMark {

    /** How the line begins. */
    public static final String TEXT = "-- applied-set: untranslated";

    private UntranslatedMark() {}

    /** Whether the text contains such a line. */
    public static boolean isIn(String text) {
        return text.contains(TEXT);
    }

    /**
     * Whether the comments at the top of a migration file contain such a line.
     *
     * @throws InvalidMigrationException if the file cannot be read
     */
    public static boolean isOn(MigrationFile file) {
        if (file.isCode()) {
            return false;
        }
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(file.content().open(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null && isComment(line)) {
                if (isIn(line)) {
                    return true;
                }
                line = reader.readLine();
            }
            return false;
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file.location(), unreadable));
        }
    }

    private static boolean isComment(String line) {
        String text = line.replace("\uFEFF", "").strip();
        return text.isEmpty() || text.startsWith("--");
    }
}
