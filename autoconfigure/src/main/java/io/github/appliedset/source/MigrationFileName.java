package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.MigrationVersion;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A file name taken apart: {@code <version>_<name>.up.sql} or {@code .down.sql}.
 *
 * @param version the number before the first underscore
 * @param name the text after it, in Unicode's composed form, so that it compares equal from any file system
 * @param direction {@code up} or {@code down}
 */
record MigrationFileName(MigrationVersion version, String name, String direction) {

    private static final String SUFFIX = ".sql";
    private static final int LONGEST_NAME = 200;
    private static final String OF_ANOTHER_TOOL = "([VUBR][0-9._]*__|\\d+[_-]).*(?<!\\.(up|down))\\.sql";

    /** Whether the file claims to be SQL, and so must be a migration. */
    static boolean isSql(String fileName) {
        return fileName.endsWith(SUFFIX) || fileName.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    /**
     * Takes the name apart.
     *
     * @param location where the file is, for the message
     * @throws MisnamedFileException if it is not a migration's name
     */
    static MigrationFileName parse(String fileName, String location) throws MisnamedFileException {
        String direction = direction(fileName);
        int underscore = fileName.indexOf('_');
        int end = fileName.length() - SUFFIX.length() - direction.length() - 1;
        if (direction.isEmpty() || underscore < 0 || underscore >= end) {
            throw new MisnamedFileException(InvalidFile.misnamed(location, reason(fileName), remedy(fileName)));
        }
        String name = composed(fileName.substring(underscore + 1, end));
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
                    "has the version '" + version + "': " + invalid.getMessage(),
                    "Begin the file name with a number from 1 to " + Long.MAX_VALUE + "."));
        }
    }

    /** Empty if the file has neither. */
    private static String direction(String fileName) {
        return fileName.endsWith(".up" + SUFFIX) ? "up" : fileName.endsWith(".down" + SUFFIX) ? "down" : "";
    }

    private static String composed(String name) {
        // The tables of Unicode take longer to load than the names of a thousand migrations take to be read.
        return isAscii(name) ? name : Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static String reason(String fileName) {
        if (!fileName.endsWith(SUFFIX)) {
            return "ends in '" + fileName.substring(fileName.length() - 4) + "', not in '.sql'";
        }
        if (direction(fileName).isEmpty()) {
            return "ends neither in '.up.sql' nor in '.down.sql'";
        }
        return "has no '_' between a version and a name";
    }

    private static String remedy(String fileName) {
        String lowerCase = fileName.toLowerCase(Locale.ROOT);
        if (!fileName.endsWith(SUFFIX) && !direction(lowerCase).isEmpty() && lowerCase.contains("_")) {
            return "Write the suffix in lower case: " + lowerCase + ".";
        }
        return "Name it <version>_<name>.up.sql, for example 42_create_orders.up.sql, or move it out of the"
                + " migration locations."
                + (fileName.matches(OF_ANOTHER_TOOL)
                        ? " If it is a file of Flyway, goose, dbmate or Liquibase, --applied-set.command=import-files"
                                + " writes it as ours into a folder beside it."
                        : "");
    }

    /** The file name is not a migration's. */
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
