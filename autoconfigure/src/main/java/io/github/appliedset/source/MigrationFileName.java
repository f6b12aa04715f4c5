package io.github.appliedset.source;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.text.Composed;
import io.github.appliedset.text.Visible;
import java.util.Locale;
import java.util.Optional;

/**
 * A parsed file name: {@code <version>_<name>.up.sql} or {@code .down.sql}.
 *
 * @param version the number before the first underscore
 * @param name the text after it, in Unicode's composed form, so that it compares equal from any file system
 * @param direction {@code up} or {@code down}
 */
@Internal
public record MigrationFileName(MigrationVersion version, String name, String direction) {

    static final String REPEATABLE_SUFFIX = ".repeatable.sql";

    private static final String SUFFIX = ".sql";
    static final int LONGEST_NAME = 200;
    private static final String OF_ANOTHER_TOOL = "([VUBR][0-9._]*__|\\d+[_-]).*(?<!\\.(up|down))\\.sql";

    /** The parsed name; empty if it is not the name of a migration. */
    public static Optional<MigrationFileName> read(String fileName) {
        try {
            return Optional.of(parse(fileName, fileName));
        } catch (MisnamedFileException notOurs) {
            return Optional.empty();
        }
    }

    /** Whether it is the name of a repeatable migration. */
    public static boolean isRepeatable(String fileName) {
        return fileName.endsWith(REPEATABLE_SUFFIX);
    }

    /** Whether the file has a SQL suffix, in any case, and so must be a migration. */
    public static boolean isSql(String fileName) {
        return fileName.endsWith(SUFFIX) || fileName.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    /**
     * Parses the name.
     *
     * @param location where the file is, for the message
     * @throws MisnamedFileException if it is not the name of a migration
     */
    static MigrationFileName parse(String fileName, String location) throws MisnamedFileException {
        String direction = direction(fileName);
        int underscore = fileName.indexOf('_');
        int end = fileName.length() - SUFFIX.length() - direction.length() - 1;
        if (direction.isEmpty() || underscore < 0 || underscore >= end) {
            throw new MisnamedFileException(InvalidFile.misnamed(location, reason(fileName), remedy(fileName)));
        }
        String name = Composed.of(fileName.substring(underscore + 1, end));
        if (name.isEmpty() || name.codePointCount(0, name.length()) > LONGEST_NAME) {
            throw new MisnamedFileException(InvalidFile.misnamed(
                    location,
                    "has a name of " + name.codePointCount(0, name.length()) + " characters",
                    "Give it a name of 1 to " + LONGEST_NAME + " characters between the version and the suffix."));
        }
        String version = fileName.substring(0, underscore);
        try {
            return new MigrationFileName(MigrationVersion.parse(version), name, direction);
        } catch (IllegalArgumentException invalid) {
            throw new MisnamedFileException(InvalidFile.misnamed(
                    location,
                    "has the version '" + Visible.line(version) + "': " + invalid.getMessage(),
                    "Start the file name with a number from 0 to " + Long.MAX_VALUE + "."));
        }
    }

    /** Empty if the file has neither. */
    private static String direction(String fileName) {
        return fileName.endsWith(".up" + SUFFIX) ? "up" : fileName.endsWith(".down" + SUFFIX) ? "down" : "";
    }

    private static String reason(String fileName) {
        if (!fileName.endsWith(SUFFIX)) {
            return "ends in '" + fileName.substring(fileName.length() - 4) + "', not '.sql'";
        }
        if (direction(fileName).isEmpty()) {
            return "does not end in '.up.sql', '.down.sql' or '.repeatable.sql'";
        }
        return "has no '_' between version and name";
    }

    private static String remedy(String fileName) {
        String lowerCase = fileName.toLowerCase(Locale.ROOT);
        boolean migration =
                !direction(lowerCase).isEmpty() && lowerCase.contains("_") || lowerCase.endsWith(REPEATABLE_SUFFIX);
        if (migration && !lowerCase.equals(fileName)) {
            return "Write the suffix in lower case: " + lowerCase + ".";
        }
        return "Name it <version>_<name>.up.sql, for example 42_create_orders.up.sql, or move it out of the"
                + " migration locations."
                + (fileName.matches(OF_ANOTHER_TOOL)
                        ? " If it belongs to Flyway, goose, dbmate or Liquibase, --applied-set.command=import-files"
                                + " imports it into a folder next to it."
                        : "");
    }

    /** The file name is not the name of a migration. */
    static final class MisnamedFileException extends Exception {

        private final transient InvalidFile problem;

        private MisnamedFileException(InvalidFile problem) {
            super(problem.description());
            this.problem = problem;
        }

        InvalidFile problem() {
            return this.problem;
        }
    }
}
